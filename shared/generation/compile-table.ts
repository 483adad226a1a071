import { type GroupProgram, HIDDEN, type OutputColumn } from '../columns/column-program.ts';
import type { PlacedKey, StreamScope } from '../columns/stream-scope.ts';
import { parseIsoDatetime } from '../contracts/iso-calendar.ts';
import { LIMITS } from '../contracts/limits.ts';
import type { BlockSums, ColumnGroup, Plan } from '../contracts/plan.ts';
import { placedColumnsOf } from '../contracts/plan-columns.ts';
import { AppError } from '../errors/app-error.ts';
import { invariant } from '../errors/invariant.ts';
import { onlyNeededFor } from '../formulas/related/only-needed.ts';
import { compileGroup } from './compile-group.ts';
import type { TableKeys, TableProgram } from './table-program.ts';

/** One L2 cache holds a page of a narrow column: larger pages are slower, smaller ones cost calls. */
const PAGE_ROWS_MAX = 65_536;
/** Kernels and encoders work on whole bytes of bits and whole miniblocks. */
const PAGE_ROWS_STEP = 64;
/** Keys to keys to keys can double at every table: so many looks into other tables are enough for any real schema. */
const LOOKUPS_MAX = 1_024;

/** The parts of a plan that decide what a table's rows are, and how many there are. */
export type CompilablePlan = Pick<Plan, 'seed' | 'generation_version' | 'as_of'> & {
  readonly tables: readonly Pick<Plan['tables'][number], 'name' | 'num_records' | 'primary_key' | 'groups'>[];
};

export interface CompileOptions {
  /** Those that the plan names. A program made without them tells columns and sizes; it can be bound where no key owns rows. */
  readonly blockSums?: BlockSums;
  /** Hears of every key when the table is bound. */
  readonly onKey?: (key: PlacedKey) => void;
}

/**
 * Compiles one table of a plan. Throws PLAN_TOO_LARGE when its rows are so wide that not even the smallest page fits in
 * LIMITS.scratchBytes, or its keys lead through too many tables.
 */
export function compileTable(plan: CompilablePlan, tableIndex: number, options: CompileOptions = {}): TableProgram {
  const table = plan.tables[tableIndex];
  invariant(table !== undefined, `the plan has a table ${tableIndex}`);
  const scope = scopeOf(table.name, { plan, lookups: { count: 0 }, ...options });
  const groups = table.groups
    .map((group) => compileSized(group, scope, table.num_records))
    .filter((group) => group.columns.some(({ position }) => position !== HIDDEN));
  const columns: OutputColumn[] = [];
  for (const column of groups.flatMap((group) => group.columns))
    if (column.position !== HIDDEN) columns[column.position] = column;
  const scratchBytesPerRow = groups.reduce((sum, group) => sum + group.scratchBytesPerRow, 0);
  const scratchBytes = groups.reduce((sum, group) => sum + (group.scratchBytes ?? 0), 0);
  const pageRows = choosePageRows(scratchBytesPerRow);
  const { name, num_records: numRecords } = table;
  const keys = tableKeys(table);
  const checks = table.groups.flatMap((group) => (group.kind === 'related' ? (group.checks ?? []) : []));
  return {
    tableName: name,
    numRecords,
    columns,
    groups,
    keys,
    checks: checks.map((check) => check.name),
    pageRows,
    scratchBytesPerRow,
    scratchBytes,
  };
}

function tableKeys({ primary_key = [], groups }: CompilablePlan['tables'][number]): TableKeys {
  const shown = groups.flatMap(placedColumnsOf).filter(({ position }) => position !== undefined);
  const names = new Set(shown.map(({ column }) => column.name));
  return {
    primaryKey: primary_key.every((name) => names.has(name)) ? primary_key : [],
    unique: shown.filter(({ column }) => 'unique' in column && column.unique).map(({ column }) => column.name),
  };
}

interface Compilation extends CompileOptions {
  readonly plan: CompilablePlan;
  /** Looks into other tables so far, those for the sake of others included. */
  readonly lookups: { count: number };
}

/** The streams of one table, and a way to its parents, whose streams are their own. */
function scopeOf(tableName: string, compilation: Compilation): StreamScope {
  const { plan, lookups, blockSums, onKey } = compilation;
  const find = (name: string) => {
    const table = plan.tables.find((candidate) => candidate.name === name);
    invariant(table !== undefined, 'a plan holds every table that a key refers to');
    return table;
  };
  return {
    seed: plan.seed,
    generationVersion: plan.generation_version,
    asOfMicros: Number(parseIsoDatetime(plan.as_of)?.micros ?? 0n),
    tableName,
    parents: {
      numRecords: (name) => find(name).num_records,
      compileColumns(name, columnNames) {
        if (++lookups.count > LOOKUPS_MAX) throw tooManyLookups(tableName);
        const { groups, num_records } = find(name);
        const scope = scopeOf(name, compilation);
        return groups
          .filter((group) => placedColumnsOf(group).some(({ column }) => columnNames.includes(column.name)))
          .map((group) => compileSized(onlyNeeded(group, columnNames), scope, num_records));
      },
    },
    blockSums,
    ...(onKey !== undefined && { onKey }),
  };
}

function tooManyLookups(tableName: string): AppError {
  return new AppError(
    'PLAN_TOO_LARGE',
    `the keys of ${tableName} refer to keys that refer to keys, more than ${LOOKUPS_MAX} in all; let some refer to columns with values of their own`,
  );
}

/** What nobody asked for is not made: each column of an entity is the same without the others. */
function onlyNeeded(group: ColumnGroup, columnNames: readonly string[]): ColumnGroup {
  if (group.kind === 'related') return onlyNeededFor(group, columnNames);
  if (group.kind !== 'entity') return group;
  return { ...group, columns: group.columns.filter(({ column }) => columnNames.includes(column.name)) };
}

/** The number of rows decides no value, only whether a sequence runs out of a double's exact integers. */
function compileSized(group: ColumnGroup, scope: StreamScope, numRecords: number): GroupProgram {
  const program = compileGroup(group, scope);
  if (group.kind !== 'single' || group.column.kind !== 'sequence') return program;
  const first = BigInt(group.column.start);
  const length = BigInt(group.column.step) * BigInt(Math.max(numRecords - 1, 0));
  const isSafe = (values: readonly bigint[]) => values.every((value) => Number.isSafeInteger(Number(value)));
  const sequence = {
    start: first,
    step: BigInt(group.column.step),
    isSafe: isSafe([first, length, first + length]),
  };
  const columns = program.columns.map((column) => ({
    ...column,
    sequence,
    ...(!isSafe([first, first + length]) && { isBeyondSafeIntegers: true }),
  }));
  return { ...program, columns };
}

function choosePageRows(scratchBytesPerRow: number): number {
  const rows = Math.min(PAGE_ROWS_MAX, Math.floor(LIMITS.scratchBytes / scratchBytesPerRow));
  if (rows >= PAGE_ROWS_STEP) return rows - (rows % PAGE_ROWS_STEP);
  const limit = Math.floor(LIMITS.scratchBytes / PAGE_ROWS_STEP);
  throw new AppError(
    'PLAN_TOO_LARGE',
    `a row can take ${scratchBytesPerRow} bytes, the limit is ${limit}; use shorter strings or fewer columns`,
  );
}
