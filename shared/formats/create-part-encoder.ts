import type { OutputFormat, OutputSpec } from '../contracts/spec-document.ts';
import type { BoundTable } from '../generation/table-program.ts';
import { createParquetPartEncoder } from '../parquet/write-part.ts';
import { createTextPartEncoder } from '../text/part-encoder.ts';
import type { PartEncoder } from './part-encoder.ts';

type CreateEncoder = (bound: BoundTable, output: PartOutput) => PartEncoder | Promise<PartEncoder>;

/** The members of an output specification that decide a part's bytes. */
export type PartOutput = Pick<OutputSpec, 'format' | 'compression'>;

const ENCODERS: { readonly [Format in OutputFormat]: CreateEncoder } = {
  parquet: (bound, { compression }) => createParquetPartEncoder(bound, { compression }),
  csv: (bound) => createTextPartEncoder(bound, { format: 'csv' }),
  json: (bound) => createTextPartEncoder(bound, { format: 'json' }),
  jsonl: (bound) => createTextPartEncoder(bound, { format: 'jsonl' }),
  // Loaded when first used: Arrow's library would add its start-up time to every process that never writes Arrow.
  arrow: async (bound) => (await import('../arrow/part-encoder.ts')).createArrowPartEncoder(bound),
};

/** The encoder of one bound table's parts in the output's format. Making one may use the session's arena. */
export async function createPartEncoder(bound: BoundTable, output: PartOutput): Promise<PartEncoder> {
  return ENCODERS[output.format](bound, output);
}
