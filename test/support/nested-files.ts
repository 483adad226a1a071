import { OutputSpec } from '../../shared/contracts/spec-document.ts';
import { createPartEncoder } from '../../shared/formats/create-part-encoder.ts';
import { JSON_LEAVES } from './arbitrary-json.ts';
import { bindSpec } from './generated-values.ts';

const leaves = Object.fromEntries(JSON_LEAVES.map((leaf, i) => [`leaf ${i}`, leaf]));

/** Every kind of leaf at the top and in a list of objects, lists in lists, and nulls at every kind of node. */
export const NESTED_VALUE = {
  top: leaves,
  tags: { list: 'category(a,b,c)?', length: { max: 4 }, null_rate: 0.2 },
  orders: {
    list: {
      object: {
        ...leaves,
        lines: {
          list: { list: 'integer[1:9]?', length: { max: 2 }, null_rate: 0.2 },
          length: { max: 3 },
          null_rate: 0.2,
        },
        place: { object: { inner: { object: { x: 'integer?' }, null_rate: 0.2 } }, null_rate: 0.2 },
      },
      null_rate: 0.2,
    },
    length: { min: 0, max: 3 },
    null_rate: 0.1,
  },
};

export interface NestedFileOptions {
  readonly output: Record<string, unknown>;
  readonly rows: readonly [rowStart: number, rowEnd: number];
  readonly as?: 'nested' | 'text';
  readonly value?: unknown;
  readonly pageRows?: number;
}

/** A part with a sequence `id` and a `json` column `nested`. */
export async function nestedFile(options: NestedFileOptions) {
  const { rows, as = 'nested', value = NESTED_VALUE } = options;
  const bound = bindSpec({
    num_records: rows[1],
    schema: [
      { name: 'id', kind: 'sequence' },
      { name: 'nested', kind: 'json', as, null_rate: 0.1, value },
    ],
  });
  const program = { ...bound.program, pageRows: options.pageRows ?? bound.program.pageRows };
  const encoder = await createPartEncoder({ ...bound, program }, OutputSpec.parse(options.output));
  const part = encoder.encode(...rows);
  return { file: new Uint8Array(Buffer.concat(part.slices)), part, column: program.columns[1]! };
}

/** The rows of the column as JSON text, through a text format; null where the row is null. */
export async function nestedTexts(rows: readonly [number, number]): Promise<(string | null)[]> {
  const { file } = await nestedFile({ output: { format: 'jsonl' }, rows, as: 'text' });
  const lines = new TextDecoder().decode(file).trimEnd().split('\n');
  return lines.map((line) => (JSON.parse(line) as { nested: string | null }).nested);
}
