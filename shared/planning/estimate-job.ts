import type { Plan, PlannedTable } from '../contracts/plan.ts';
import { listKeyPasses } from '../formulas/per-key/key-passes.ts';
import { compileTable } from '../generation/compile-table.ts';
import { chunkCount } from './chunk-range.ts';
import { fileCount } from './merge-ranges.ts';
import { estimateRowBytes } from './row-bytes.ts';

/** Rows that are encoded to learn what a row takes; fewer where rows have many values or long ones. */
const SAMPLE_ROWS = 8_192;
const SAMPLE_VALUES = 131_072;
const SAMPLE_BYTES = 4 * 1024 * 1024;
/** Rows of whole groups that are made for the sake of those. */
const SAMPLE_GROUP_ROWS = 1_048_576;

/** What a job will be, before anything of it runs. */
export interface JobEstimate {
  readonly num_records: number;
  readonly bytes: number;
  readonly chunks: number;
  readonly files: number;
  /** With one worker; `null` when nothing was measured. */
  readonly seconds: number | null;
}

/** Encodes the first `rowCount` rows of a table as one part: its size, and how long that took. */
export type EncodeSample = (
  tableIndex: number,
  rowCount: number,
) => { readonly bytes: number; readonly seconds: number };

/**
 * Rows, bytes, chunks and files of a plan. Bytes come from two encoded samples (their difference is what rows take,
 * the rest is what every part takes), or from type widths when no encoder is given.
 */
export function estimateJob(plan: Plan, encodeSample?: EncodeSample): JobEstimate {
  return sumEstimates(plan.tables.map((table) => estimateTable(plan, table, encodeSample)));
}

/** The same for one of its tables. */
export function estimateTable(plan: Plan, table: PlannedTable, encodeSample?: EncodeSample): JobEstimate {
  const size = encodeSample === undefined ? estimateByWidths(plan, table) : estimateBySample(plan, table, encodeSample);
  const chunks = chunkCount(table);
  return {
    num_records: table.num_records,
    bytes: Math.ceil(size.perRow * table.num_records + size.perChunk * chunks),
    chunks,
    files: fileCount(table, plan.output),
    seconds: encodeSample === undefined ? null : size.secondsPerRow * table.num_records,
  };
}

export function sumEstimates(tables: readonly JobEstimate[]): JobEstimate {
  const sum = (of: (table: JobEstimate) => number) => tables.reduce((total, table) => total + of(table), 0);
  return {
    num_records: sum((table) => table.num_records),
    bytes: sum((table) => table.bytes),
    chunks: sum((table) => table.chunks),
    files: sum((table) => table.files),
    seconds: tables.some(({ seconds }) => seconds === null) ? null : sum((table) => table.seconds ?? 0),
  };
}

interface SizeModel {
  readonly perRow: number;
  readonly perChunk: number;
  readonly secondsPerRow: number;
}

function estimateByWidths(plan: Plan, table: PlannedTable): SizeModel {
  const { columns } = compileTable(plan, table.index);
  return { perRow: estimateRowBytes(columns, plan.output).stored, perChunk: 0, secondsPerRow: 0 };
}

function estimateBySample(plan: Plan, table: PlannedTable, encodeSample: EncodeSample): SizeModel {
  const rows = Math.min(sampleRows(plan, table), table.chunk_rows, table.num_records);
  const whole = encodeSample(table.index, rows);
  if (rows < 2) return { perRow: 0, perChunk: whole.bytes, secondsPerRow: whole.seconds };
  const half = encodeSample(table.index, Math.floor(rows / 2));
  const perRow = Math.max(whole.bytes - half.bytes, 0) / (rows - Math.floor(rows / 2));
  return { perRow, perChunk: Math.max(whole.bytes - perRow * rows, 0), secondsPerRow: whole.seconds / rows };
}

/** At least two: what a part takes besides its rows is learned from the difference. */
function sampleRows(plan: Plan, table: PlannedTable): number {
  const { columns } = compileTable(plan, table.index);
  const { max } = estimateRowBytes(columns, plan.output);
  const rowsMax = Math.min(
    SAMPLE_VALUES / columns.length,
    SAMPLE_BYTES / max,
    SAMPLE_GROUP_ROWS / gatheredSteps(table),
  );
  return Math.max(2, Math.min(SAMPLE_ROWS, Math.floor(rowsMax)));
}

/** Rows of an interleaved group, where a row needs all of them. */
function gatheredSteps({ groups }: PlannedTable): number {
  return groups.reduce((most, group) => {
    const passes = group.kind === 'related' ? listKeyPasses(group) : undefined;
    return passes === undefined || passes.gathering.length === 0 ? most : Math.max(most, passes.groupBy.steps ?? 1);
  }, 1);
}
