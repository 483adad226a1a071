/** Unique 18-digit keys against keys of the same range that may repeat: time per row, and memory over all rows. */
import type { PartEncoder } from '../../../shared/formats/part-encoder.ts';
import { bindTable } from '../../../shared/generation/bind-table.ts';
import { compileTable } from '../../../shared/generation/compile-table.ts';
import { KernelSession } from '../../../shared/kernels/kernel-session.ts';
import { compileKernels, createWasmKernels } from '../../../shared/kernels/wasm-kernels.ts';
import { createParquetPartEncoder } from '../../../shared/parquet/write-part.ts';
import { planJob } from '../../../shared/planning/plan-job.ts';
import { normaliseSpec } from '../../../shared/spec/normalise-spec.ts';
import { type Bar, bar } from '../bar.ts';
import { interleave, median } from '../interleave.ts';
import { millionsPerSecond } from '../workload.ts';

const MEBIBYTE = 1024 * 1024;

export async function uniqueBars(isQuick: boolean): Promise<Bar[]> {
  const rows = isQuick ? 20_000_000 : 100_000_000;
  const [unique, repeated] = [keys(rows, true), keys(rows, false)];
  unique.encodeChunk(0);
  const before = unique.memoryBytes();
  const seconds = await interleave({ unique: unique.encodeAll, repeated: repeated.encodeAll }, isQuick ? 1 : 3);
  const grown = unique.memoryBytes() - before;
  const [ours, others] = [median(seconds.unique), median(seconds.repeated)];
  return [
    bar({
      name: `unique 18-digit keys, ${rows / 1e6} M rows, against keys that may repeat`,
      must: 1.3,
      direction: 'atMost',
      measured: ours / others,
      unit: 'x',
      detail: `${millionsPerSecond(rows, ours)}, repeating ${millionsPerSecond(rows, others)}`,
    }),
    bar({
      name: 'the same, memory grown between the first chunk and the last',
      must: 0,
      direction: 'atMost',
      measured: grown / MEBIBYTE,
      unit: 'MB',
      detail: `${(unique.memoryBytes() / MEBIBYTE).toFixed(0)} MB of linear memory`,
    }),
  ];
}

function keys(rows: number, isUnique: boolean) {
  const column = {
    kind: 'long',
    min: '100000000000000000',
    max: '999999999999999999',
    ...(isUnique && { unique: true }),
  };
  const { plan } = planJob(normaliseSpec({ schema: { key: column }, num_records: rows }, { seed: 7 }));
  const session = new KernelSession(createWasmKernels(compileKernels()));
  const encoder: PartEncoder = createParquetPartEncoder(bindTable(compileTable(plan, 0), session), {
    compression: 'snappy',
  });
  const { chunk_rows: chunkRows } = plan.tables[0]!;
  const encodeChunk = (row: number): void => void encoder.encode(row, Math.min(row + chunkRows, rows));
  return {
    encodeChunk,
    encodeAll(): void {
      for (let row = 0; row < rows; row += chunkRows) encodeChunk(row);
    },
    memoryBytes: () => session.bytes.length,
  };
}
