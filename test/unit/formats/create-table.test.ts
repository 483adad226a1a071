import { expect, it } from 'vitest';
import { createPartEncoder } from '../../../shared/formats/create-part-encoder.ts';
import { mergePartsOf } from '../../../shared/formats/merge-parts.ts';
import type { MergeSource } from '../../../shared/formats/merge-piece.ts';
import { bindTable } from '../../../shared/generation/bind-table.ts';
import { compileTable } from '../../../shared/generation/compile-table.ts';
import { KernelSession } from '../../../shared/kernels/kernel-session.ts';
import { compileKernels, createWasmKernels } from '../../../shared/kernels/wasm-kernels.ts';
import { planJob } from '../../../shared/planning/plan-job.ts';
import { normaliseSpec } from '../../../shared/spec/normalise-spec.ts';

const { plan: PLAN } = planJob(
  normaliseSpec(
    {
      tables: {
        orders: {
          num_records: 2,
          primary_key: ['id'],
          columns: [
            { name: 'id', kind: 'sequence' },
            { name: 'code', kind: 'integer', unique: true },
            { name: 'note', kind: 'category', values: ['a'], null_rate: 0.5 },
            { name: 'made', kind: 'date', hidden: true },
          ],
        },
      },
      output: { format: 'sql', create_table: true },
    },
    { seed: 1 },
  ),
);
const CREATION = `CREATE TABLE "orders" (
  "id" bigint NOT NULL,
  "code" integer NOT NULL UNIQUE,
  "note" text,
  PRIMARY KEY ("id")
);
`;

async function merged(rowStart: number): Promise<string> {
  async function* sources() {
    yield {
      manifest: { key: 'p', row_start: rowStart, data_start: 3, data_end: 9, data_crc32: '0' },
    } as unknown as MergeSource;
  }
  let text = '';
  for await (const piece of mergePartsOf(PLAN, 0)(sources()))
    text += piece.kind === 'bytes' ? new TextDecoder().decode(piece.bytes) : '(rows)';
  return text;
}

it('creates the table with its keys where a file begins with the first row, and nowhere else', async () => {
  const session = new KernelSession(createWasmKernels(compileKernels()));
  const encoder = await createPartEncoder(bindTable(compileTable(PLAN, 0), session), PLAN.output);
  const encoded = (start: number, end: number) => new TextDecoder().decode(encoder.encode(start, end).slices[0]);
  for (const first of [encoded(0, 2), encoded(0, 0), await merged(0)]) expect(first).toContain(CREATION);
  for (const later of [encoded(1, 2), await merged(1)]) expect(later).not.toContain('CREATE');
});
