import type { OutputSpec } from '../contracts/spec-document.ts';
import type { BoundTable } from '../generation/table-program.ts';
import { createParquetPartEncoder } from '../parquet/write-part.ts';
import { createTextPartEncoder } from '../text/part-encoder.ts';
import { compressParts } from './compress-text.ts';
import { countChecks } from './count-checks.ts';
import type { PartEncoder } from './part-encoder.ts';

/** The encoder of one bound table's parts in the output's format. Making one may use the session's arena. */
export async function createPartEncoder(bound: BoundTable, output: OutputSpec): Promise<PartEncoder> {
  return countChecks(await createUncounted(bound, output), bound);
}

async function createUncounted(bound: BoundTable, output: OutputSpec): Promise<PartEncoder> {
  switch (output.format) {
    case 'parquet':
      return createParquetPartEncoder(bound, { compression: output.compression });
    case 'arrow':
      // Loaded when first used: Arrow's library would add its start-up time to every process that never writes Arrow.
      return (await import('../arrow/part-encoder.ts')).createArrowPartEncoder(bound);
    default:
      return compressParts(createTextPartEncoder(bound, output), output.compression);
  }
}
