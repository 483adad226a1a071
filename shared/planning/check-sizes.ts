import type { ColumnSpec, SpecOf } from '../contracts/column-spec.ts';
import type { ForeignKeySpec } from '../contracts/foreign-key.ts';
import { listJsonLeaves } from '../contracts/json-node.ts';
import { LIMITS } from '../contracts/limits.ts';
import { dependsOnEarlier, isPerKey } from '../contracts/per-key-references.ts';
import type { TableSpec } from '../contracts/spec-document.ts';
import { AppError, type Issue } from '../errors/app-error.ts';
import { domainSize } from '../patterns/domain-size.ts';
import type { CountedChildren } from './plan-children.ts';

const INT64_MIN = -(2n ** 63n);
const INT64_MAX = 2n ** 63n - 1n;

export interface Sizes {
  /** Planned rows of a table. */
  rowsOf(tableName: string): number;
  readonly counted: ReadonlyMap<string, CountedChildren>;
}

/** What only the planned sizes of tables show. Throws INVALID_SPEC with all faults at once. */
export function requireSizes(tables: readonly TableSpec[], sizes: Sizes): void {
  const issues = tables.flatMap((table) => [
    ...(table.foreign_keys ?? []).flatMap((key) => keyFaults(key, table, sizes)),
    ...stepFaults(table, sizes.rowsOf(table.name)),
    ...(sizes.counted.has(table.name) ? domainFaults(table, sizes.rowsOf(table.name)) : []),
  ]);
  const [first] = issues;
  if (first === undefined) return;
  const summary =
    issues.length === 1 ? `${first.path}: ${first.message}` : `the specification has ${issues.length} faults`;
  throw new AppError('INVALID_SPEC', summary, { issues });
}

function keyFaults(key: ForeignKeySpec, table: TableSpec, { rowsOf, counted }: Sizes): Issue[] {
  const path = `tables.${table.name}.foreign_keys`;
  const [rows, parents] = [rowsOf(table.name), rowsOf(key.references)];
  if (rows > 0 && parents === 0 && key.optional < 1) {
    const message = `the ${rows} rows of ${table.name} need a parent by "${key.name}", and ${key.references} has none`;
    return [{ path, code: 'CONFLICT', message, remedy: `give ${key.references} rows, or the key optional: 1` }];
  }
  if (key.rule.name === 'unique_within_owner') {
    const most = counted.get(table.name)?.children.most ?? 0;
    if (most <= parents) return [];
    const message = `one owner has ${most} rows in ${table.name}, and "${key.name}" has only ${parents} parents to tell them apart`;
    return [
      {
        path,
        code: 'DOMAIN_TOO_SMALL',
        message,
        value: most,
        bound: parents,
        remedy: `give ${key.references} more rows, or owners fewer children`,
      },
    ];
  }
  return key.rule.name === 'drawn' && key.rule.choose.name === 'weighted'
    ? weightFaults(key.rule.choose.weights, { path, key, parents })
    : [];
}

function weightFaults(
  weights: readonly number[],
  { path, key, parents }: { readonly path: string; readonly key: ForeignKeySpec; readonly parents: number },
): Issue[] {
  if (weights.length === parents) return [];
  const message = `there are ${weights.length} weights for the ${parents} rows of ${key.references}`;
  return [
    { path, code: 'WEIGHTS_MISMATCH', message, bound: parents, remedy: 'give one weight per row, or choose zipf' },
  ];
}

/** Interleaved groups of a table that is longer than they are, or than the rows before a row may be. */
function stepFaults({ name, group_by, columns }: TableSpec, rows: number): Issue[] {
  if (group_by?.layout !== 'interleaved') return [];
  const path = `tables.${name}.num_records`;
  const needed = Math.ceil(rows / group_by.groups);
  if (group_by.steps !== undefined && needed > group_by.steps) {
    const message = `${rows} rows make ${needed} steps of ${group_by.groups} groups, and group_by has steps: ${group_by.steps}`;
    const bound = group_by.groups * group_by.steps;
    return [{ path, code: 'OUT_OF_RANGE', message, value: rows, bound, remedy: 'make fewer rows, or more groups' }];
  }
  const earlier = columns.find((column) => isPerKey(column) && dependsOnEarlier(column));
  if (earlier === undefined || needed <= LIMITS.stepsPerGroup) return [];
  const message = `${earlier.name} depends on all earlier steps of its group: ${rows} rows of ${group_by.groups} groups make ${needed}, the limit is ${LIMITS.stepsPerGroup}`;
  const bound = group_by.groups * LIMITS.stepsPerGroup;
  return [{ path, code: 'OUT_OF_RANGE', message, value: rows, bound, remedy: 'make fewer rows, or more groups' }];
}

/** Columns of a table whose size its parents decide: what else is checked as the column is read. */
function domainFaults(table: TableSpec, rows: number): Issue[] {
  return table.columns.flatMap((column): Issue[] => {
    const path = `tables.${table.name}.columns.${column.name}`;
    return column.kind === 'json' ? nestedFaults(column, path, rows) : columnFaults(column, path, rows);
  });
}

/** Leaves have as many rows as the table has places for them. */
function nestedFaults({ value }: SpecOf<'json'>, path: string, rows: number): Issue[] {
  return listJsonLeaves(value).flatMap(({ leaf, places }): Issue[] => {
    if (rows * places <= Number.MAX_SAFE_INTEGER) return columnFaults(leaf, `${path}.value`, rows * places);
    const message = `${rows} rows of up to ${places} elements need row numbers beyond 2^53`;
    return [{ path, code: 'OUT_OF_RANGE', message, bound: 2 ** 53, remedy: 'use shorter lists or fewer parents' }];
  });
}

function columnFaults(column: ColumnSpec, path: string, rows: number): Issue[] {
  const size = domainSize(column);
  if (size !== undefined && size < BigInt(rows)) {
    const message = `the domain holds ${size} values, the table has ${rows} rows`;
    return [
      {
        path,
        code: 'DOMAIN_TOO_SMALL',
        message,
        value: rows,
        bound: Number(size),
        remedy: 'widen the domain, or make fewer rows',
      },
    ];
  }
  if (column.kind !== 'sequence') return [];
  const last = BigInt(column.start) + BigInt(column.step) * BigInt(Math.max(rows - 1, 0));
  if (last >= INT64_MIN && last <= INT64_MAX) return [];
  const message = `the last of ${rows} values, ${last}, does not fit in 64 bits`;
  return [{ path, code: 'OUT_OF_RANGE', message, remedy: 'use a smaller start or step' }];
}
