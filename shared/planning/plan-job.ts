import { LIMITS } from '../contracts/limits.ts';
import type { PlannedJob, PlannedTable } from '../contracts/plan.ts';
import type { OutputSpec, SpecDocument } from '../contracts/spec-document.ts';
import { canonicalSpecText, withoutDescriptions } from '../contracts/spec-text.ts';
import { GENERATION_VERSION, PLAN_VERSION } from '../contracts/versions.ts';
import { AppError } from '../errors/app-error.ts';
import { compileTable } from '../generation/compile-table.ts';
import { requireAcceptance } from './check-acceptance.ts';
import { refuseSameSqlNames } from './check-sql-names.ts';
import { chunkCount } from './chunk-range.ts';
import { divideRows } from './file-rows.ts';
import { evenChunks, mergeMode, type SampledRows, sampledRowBytes } from './joined-rows.ts';
import { fileCount, partsPerFileMax } from './merge-ranges.ts';
import { sha256Hex } from './plan-hash.ts';
import { planTables } from './plan-tables.ts';
import { estimateRowBytes, type RowBytes } from './row-bytes.ts';

/**
 * Everything a worker needs, from a normalised spec. Throws PLAN_TOO_LARGE naming the numbers (more than
 * 1,000,000 tasks, rows or parts that no worker can hold), and INVALID_SPEC for what only the sizes of tables show.
 */
export function planJob(spec: SpecDocument): PlannedJob {
  const steps = planJobSteps(spec);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/**
 * The same in steps of less than a millisecond where much has to be counted: children of many parents. With `sampled`, by
 * table, the job is for a store that joins only pieces above a size: chunks are sized by it and may go straight into
 * their files.
 */
export function* planJobSteps(described: SpecDocument, sampled?: readonly SampledRows[]): Generator<void, PlannedJob> {
  const spec = withoutDescriptions(described);
  const base = { seed: spec.seed, generation_version: GENERATION_VERSION, as_of: spec.as_of };
  const { tables: sized, blockSums } = yield* planTables(spec, GENERATION_VERSION);
  yield* requireAcceptance({ ...base, tables: sized }, blockSums);
  const tables = sized.map((table, index): PlannedTable => {
    const { columns } = compileTable({ ...base, tables: sized }, index);
    const row = estimateRowBytes(columns, spec.output);
    return { index, ...table, ...divideTable(table, row, { output: spec.output, sampled: sampled?.[index] }) };
  });
  refuseTooManyTasks(spec, tables);
  refuseSameSqlNames(spec);
  const { output } = spec;
  const spec_hash = sha256Hex(canonicalSpecText(spec));
  return { plan: { plan_version: PLAN_VERSION, ...base, spec_hash, tables, output }, blockSums };
}

type SizedTable = Omit<PlannedTable, 'index' | 'chunk_rows' | 'file_rows' | 'merge'>;

/** The table's chunks, and how its files are made of them. */
function divideTable(
  table: SizedTable,
  row: RowBytes,
  { output, sampled }: { readonly output: OutputSpec; readonly sampled: SampledRows | undefined },
): Pick<PlannedTable, 'chunk_rows' | 'file_rows' | 'merge'> {
  const { num_records } = table;
  const dividing = { output, partsMax: partsPerFileMax(table, output) };
  if (sampled === undefined) return divideRows(num_records, row, dividing);
  const divided = divideRows(num_records, sampledRowBytes(row, sampled), dividing);
  const chosen = output.chunk_rows === undefined ? evenChunks(divided, num_records) : divided;
  const merge = mergeMode({ num_records, ...chosen }, output, sampled);
  return { ...chosen, ...(merge !== undefined && { merge }) };
}

function refuseTooManyTasks(spec: SpecDocument, tables: readonly PlannedTable[]): void {
  let tasks = 0;
  for (const table of tables) {
    tasks += chunkCount(table);
    if (spec.output.layout === 'file') tasks += fileCount(table, spec.output);
  }
  if (tasks <= LIMITS.tasksPerJob) return;
  throw new AppError(
    'PLAN_TOO_LARGE',
    `the job has ${tasks} tasks, the limit is ${LIMITS.tasksPerJob}; use fewer rows, or larger ${spec.output.split === undefined ? 'output.chunk_rows' : 'files in output.split'}`,
  );
}
