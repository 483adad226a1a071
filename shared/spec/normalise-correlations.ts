import type { ColumnKind, ColumnSpec } from '../contracts/column-spec.ts';
import { CorrelationSpec } from '../contracts/correlation.ts';
import { suggestName } from '../errors/closest-name.ts';
import { cholesky, type Matrix, nearestCorrelation } from '../numerics/correlation-matrix.ts';
import type { IssueList } from './issue-list.ts';
import { memberPath, shapeFaults } from './shape-issues.ts';

/** Kinds whose values have an order that a score can follow. */
const ORDERED_KINDS: readonly ColumnKind[] = [
  'integer',
  'long',
  'float',
  'double',
  'decimal',
  'boolean',
  'category',
  'date',
  'time',
  'datetime',
];

/** What a correlation may name: every column of the table, whether or not it is free of faults. */
export interface CorrelatedTable {
  readonly columnNames: readonly string[];
  readonly columns: readonly ColumnSpec[];
}

/** The correlations of a table; every column is in one of them at most. */
export function normaliseCorrelations(
  value: unknown,
  path: string,
  table: CorrelatedTable,
  issues: IssueList,
): CorrelationSpec[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) {
    issues.add(path, { code: 'WRONG_TYPE', message: 'must be a list of {columns, matrix}' });
    return [];
  }
  const taken = new Map<string, string>();
  return value.flatMap((entry, index) => readCorrelation(entry, memberPath(path, index), { table, taken, issues }));
}

interface Context {
  readonly table: CorrelatedTable;
  /** Columns of correlations so far, and where they stand. */
  readonly taken: Map<string, string>;
  readonly issues: IssueList;
}

function readCorrelation(entry: unknown, path: string, context: Context): CorrelationSpec[] {
  const parsed = CorrelationSpec.safeParse(entry, { reportInput: true });
  if (!parsed.success) {
    const members = Object.keys(CorrelationSpec.shape);
    for (const { path: at, fault } of shapeFaults(parsed.error.issues, path, members)) context.issues.add(at, fault);
    return [];
  }
  const countBefore = context.issues.count;
  const { columns, matrix } = parsed.data;
  for (const [index, name] of columns.entries())
    checkColumn(name, memberPath(memberPath(path, 'columns'), index), context);
  checkMatrix(matrix, columns.length, memberPath(path, 'matrix'), context.issues);
  return context.issues.count === countBefore ? [parsed.data] : [];
}

function checkColumn(name: string, path: string, { table, taken, issues }: Context): void {
  const elsewhere = taken.get(name);
  taken.set(name, path);
  if (elsewhere !== undefined) {
    const message = `column "${name}" is in a correlation already, at ${elsewhere}`;
    issues.add(path, { code: 'CONFLICT', message, value: name, remedy: 'put all its correlations into one matrix' });
  }
  if (!table.columnNames.includes(name)) {
    const message = `the table has no column ${JSON.stringify(name).slice(0, 64)}`;
    const remedy = suggestName(name, table.columnNames);
    issues.add(path, { code: 'UNKNOWN_COLUMN', message, value: name, bound: table.columnNames, remedy });
    return;
  }
  // A column with a fault of its own is missing here; its kind is looked at when the fault is gone.
  const column = table.columns.find((candidate) => candidate.name === name);
  if (column === undefined) return;
  if (!ORDERED_KINDS.includes(column.kind)) {
    const message = `values of kind ${column.kind} have no order to correlate`;
    const remedy = `use columns of kind ${ORDERED_KINDS.join(', ')}`;
    issues.add(path, { code: 'CONFLICT', message, value: name, bound: ORDERED_KINDS, remedy });
  } else if ('unique' in column && column.unique) {
    const message = `column "${name}" is unique, so its values follow no score`;
    issues.add(path, { code: 'CONFLICT', message, value: name, remedy: 'leave unique or the correlation away' });
  }
}

function checkMatrix(matrix: Matrix, size: number, path: string, issues: IssueList): void {
  const wrong = matrix.length === size ? matrix.findIndex((row) => row.length !== size) : -2;
  if (wrong !== -1) {
    const shape = wrong === -2 ? `${matrix.length} rows` : `${matrix[wrong]?.length} numbers in row ${wrong}`;
    const message = `has ${shape} for ${size} columns`;
    issues.add(path, { code: 'OUT_OF_RANGE', message, bound: size, remedy: `give ${size} rows of ${size} numbers` });
    return;
  }
  const fault = symmetryFault(matrix);
  if (fault !== undefined) {
    issues.add(memberPath(memberPath(path, fault.row), fault.column), fault.issue);
    return;
  }
  if (cholesky(matrix) !== undefined) return;
  const nearest = JSON.stringify(nearestCorrelation(matrix));
  const message = 'is not positive definite: no numbers can have all of these correlations at once';
  issues.add(path, { code: 'OUT_OF_RANGE', message, remedy: `the nearest matrix that some can have is ${nearest}` });
}

function symmetryFault(matrix: Matrix) {
  for (const [row, values] of matrix.entries())
    for (const [column, value] of values.entries()) {
      const other = row === column ? 1 : matrix[column]![row]!;
      if (value === other) continue;
      const message =
        row === column ? 'a column correlates with itself by 1' : `differs from its mirror image, ${other}`;
      return { row, column, issue: { code: 'OUT_OF_RANGE', message, value, bound: other } as const };
    }
  return undefined;
}
