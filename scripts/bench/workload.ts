/** The benchmark's specs, ready to run in this process. */
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync, writevSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Plan } from '../../shared/contracts/plan.ts';
import type { OutputFormat } from '../../shared/contracts/spec-document.ts';
import { readDocument } from '../../shared/documents/read-document.ts';
import type { EncodedPart, PartEncoder } from '../../shared/formats/part-encoder.ts';
import { bindTable } from '../../shared/generation/bind-table.ts';
import { compileTable } from '../../shared/generation/compile-table.ts';
import type { BoundTable } from '../../shared/generation/table-program.ts';
import { KernelSession } from '../../shared/kernels/kernel-session.ts';
import { compileKernels, createWasmKernels } from '../../shared/kernels/wasm-kernels.ts';
import { planJob } from '../../shared/planning/plan-job.ts';
import { outputAs } from '../../shared/spec/normalise-output.ts';
import { normaliseSpec } from '../../shared/spec/normalise-spec.ts';

export const W1_FILE = 'docs/examples/w1.yaml';
export const MIXED_FILE = 'scripts/bench/mixed.yaml';
export const WIDE_FILE = 'scripts/bench/wide.yaml';
const SEED = 7;

export interface WorkloadOptions {
  readonly rows: number;
  readonly format?: OutputFormat;
  readonly layout?: 'file' | 'parts';
  /** Decimals of W1's income; absent: full doubles. */
  readonly incomeDecimals?: number;
  /** Checks of the first table. */
  readonly checks?: readonly string[];
  /** Absent: planning decides. */
  readonly chunkRows?: number;
}

/** The normalised spec of a file with another number of rows in its first table, and another output. */
export function readWorkload(file: string, options: WorkloadOptions) {
  const { rows, format, layout, incomeDecimals, checks, chunkRows } = options;
  const document = readDocument(readFileSync(file, 'utf8'), 'yaml');
  const spec = normaliseSpec(document, { seed: SEED });
  const [first, ...others] = spec.tables;
  const tables = [first!].map((table) => ({
    ...table,
    num_records: rows,
    ...(checks !== undefined && { checks: checks.map((check) => ({ name: check, check })) }),
    columns: table.columns.map((column) =>
      column.name === 'income' && column.kind === 'double' && incomeDecimals !== undefined
        ? { ...column, decimals: incomeDecimals }
        : column,
    ),
  }));
  return {
    ...spec,
    tables: [...tables, ...others],
    output: {
      ...outputAs(spec.output, format ?? 'parquet'),
      layout: layout ?? 'file',
      ...(chunkRows !== undefined && { chunk_rows: chunkRows }),
    },
  };
}

export interface Prepared {
  readonly plan: Plan;
  readonly bound: BoundTable;
}

/** A workload compiled and bound in a session of its own. */
export function prepare(file: string, options: WorkloadOptions): Prepared {
  const { plan, blockSums } = planJob(readWorkload(file, options));
  const session = new KernelSession(createWasmKernels(compileKernels()));
  return { plan, bound: bindTable(compileTable(plan, 0, { blockSums }), session) };
}

/** Encodes all rows chunk by chunk into one file: the cost of a worker without merging. */
export function writeChunks({ plan, bound }: Prepared, encoder: PartEncoder, path: string): number {
  const file = openSync(path, 'w');
  const chunkRows = plan.tables[0]!.chunk_rows;
  let bytes = 0;
  for (let row = 0; row < bound.program.numRecords; row += chunkRows) {
    const part = encoder.encode(row, Math.min(row + chunkRows, bound.program.numRecords));
    writeSlices(file, part);
    bytes += part.bytes;
  }
  closeSync(file);
  return bytes;
}

function writeSlices(file: number, { slices }: EncodedPart): void {
  const VECTORS_MAX = 1_024;
  for (let first = 0; first < slices.length; first += VECTORS_MAX)
    writevSync(file, slices.slice(first, first + VECTORS_MAX));
}

/** A new folder on memory-backed storage where there is one, so that bars measure programs and not disks. */
export function createBenchFolder(): { path: string; remove(): void } {
  const path = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'tabular-bench-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** Has the machine back so much of the folder's memory, which a virtual one may do slowly the first time; leaves nothing. */
export function warmFolder(folder: string, bytes: number): void {
  const path = join(folder, 'warm');
  const file = openSync(path, 'w');
  const block = new Uint8Array(16 * 1024 * 1024);
  for (let written = 0; written < bytes; written += block.length) writevSync(file, [block]);
  closeSync(file);
  rmSync(path);
}

export function millionsPerSecond(rows: number, seconds: number): string {
  return `${(rows / seconds / 1e6).toFixed(2)} Mrows/s`;
}
