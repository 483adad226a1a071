import type { ColumnSpec } from '../contracts/column-spec.ts';
import type { TableSpec } from '../contracts/spec-document.ts';
import { formulaOf } from '../expressions/column-formula.ts';
import type { ExpressionFault } from '../expressions/expression-fault.ts';
import type { ExpressionType } from '../expressions/expression-node.ts';
import { listReferences } from '../expressions/list-references.ts';
import { checkPerKey } from './check-per-key.ts';
import { createExpressionTypes, type ExpressionTypes } from './expression-types.ts';
import type { IssueList } from './issue-list.ts';
import type { WrittenColumn } from './link-tables.ts';
import { memberPath } from './shape-issues.ts';

/** A table and where it stands in the document. */
export interface PlacedTable {
  readonly path: string;
  readonly columnsPath: string;
  readonly table: TableSpec;
  readonly written: ReadonlyMap<string, WrittenColumn>;
}

/**
 * Every formula of a spec, in the scope of its table and of that table's parents. What else is wrong with the spec is in
 * `issues` already: a column that is at fault itself is no fault of the formulas that read it.
 */
export function checkExpressions(placed: readonly PlacedTable[], asOfMicros: number, issues: IssueList): void {
  const types = createExpressionTypes(
    placed.map(({ table }) => table),
    asOfMicros,
  );
  const hasFaults = issues.count > 0;
  for (const { table, path: tablePath, columnsPath, written } of placed) {
    const isExcused = (name: string) => isUntyped(name, { table, written }) || (hasFaults && name.includes('.'));
    for (const column of table.columns)
      for (const { member, ...formula } of formulasOf(column, table)) {
        const { path = memberPath(columnsPath, column.name), formulaPath } = written.get(column.name) ?? {};
        const at = member === 'expression' && formulaPath !== undefined ? formulaPath : memberPath(path, member);
        checkExpression({ ...formula, table, path: at, isExcused }, types, issues);
      }
    for (const [index, { check: source }] of (table.checks ?? []).entries()) {
      const at = memberPath(memberPath(memberPath(tablePath, 'checks'), index), 'check');
      checkRule({ source, table, path: at, expected: 'boolean', isExcused }, types, issues);
    }
  }
  if (!hasFaults) for (const table of placed) checkPerKey(table, types, issues);
}

/** Columns that are at fault, and those whose type is that of a formula or column which is. */
function isUntyped(name: string, { table, written }: Pick<PlacedTable, 'table' | 'written'>): boolean {
  const column = table.columns.find((candidate) => candidate.name === name);
  return column === undefined ? written.has(name) : TYPED_BY_OTHERS.includes(column.kind);
}

const TYPED_BY_OTHERS: readonly ColumnSpec['kind'][] = ['derived', 'foreign_key', 'lag', 'sorted'];

function formulasOf(
  column: ColumnSpec,
  table: TableSpec,
): (Pick<PlacedExpression, 'source' | 'expected' | 'isTranslated'> & { readonly member: string })[] {
  const formula = formulaOf(column, table);
  const own = formula === undefined ? [] : [ownFormula(column, formula)];
  if (column.null_when === undefined) return own;
  return [...own, { source: column.null_when, member: 'null_when', expected: 'boolean' }];
}

/** What names columns is checked as the formula that it stands for. */
function ownFormula(column: ColumnSpec, source: string) {
  switch (column.kind) {
    case 'derived':
      return { source, member: 'expression', ...expectation(column.type) };
    case 'uuid':
      return { source, member: 'time_from', expected: 'timestamp' as const, isTranslated: true };
    case 'hash':
      return { source, member: 'of', expected: 'text' as const, isTranslated: true };
    default:
      return { source, member: 'template', expected: 'text' as const, isTranslated: true };
  }
}

interface PlacedExpression {
  readonly source: string;
  readonly table: TableSpec;
  readonly path: string;
  readonly expected?: ExpressionType;
  /** The author has not written the formula but what stands for it: places in it would say nothing. */
  readonly isTranslated?: boolean;
  /** Whether a name is unknown because of another fault. */
  readonly isExcused: (name: string) => boolean;
}

function checkExpression(expression: PlacedExpression, types: ExpressionTypes, issues: IssueList) {
  const { source, table, path, expected, isExcused, isTranslated = false } = expression;
  const compiled = types.compile(source, table, expected);
  if (!('faults' in compiled)) return compiled;
  for (const fault of compiled.faults) {
    if (fault.code === 'UNKNOWN_COLUMN' && listReferences(source.slice(fault.start, fault.end)).some(isExcused))
      continue;
    issues.add(path, {
      code: 'BAD_EXPRESSION',
      message: isTranslated ? fault.message : placeFault(fault),
      remedy: fault.remedy,
    });
  }
  return undefined;
}

/** A check must be something that a new draw of the row can change, and that anybody can check again. */
function checkRule(expression: PlacedExpression, types: ExpressionTypes, issues: IssueList): void {
  const compiled = checkExpression(expression, types, issues);
  if (compiled === undefined) return;
  if (compiled.randomDraws > 0)
    issues.add(expression.path, {
      code: 'BAD_EXPRESSION',
      message: 'a check must not draw random numbers',
      remedy: 'make a hidden derived column of random() and let the check read it',
    });
  else if (compiled.reads.length === 0)
    issues.add(expression.path, {
      code: 'BAD_EXPRESSION',
      message: 'the check reads no column',
      remedy: 'compare a column with something, or drop the check',
    });
}

function placeFault({ line, column, message }: ExpressionFault): string {
  return `${line === 1 ? '' : `line ${line}, `}character ${column}: ${message}`;
}

/** What a formula must give for its column's type; numbers of any sort for every type of number. */
function expectation(type: string | undefined): Pick<PlacedExpression, 'expected'> {
  switch (type) {
    case undefined:
      return {};
    case 'boolean':
    case 'date':
    case 'time':
      return { expected: type };
    case 'string':
      return { expected: 'text' };
    case 'datetime':
      return { expected: 'timestamp' };
    default:
      return { expected: 'number' };
  }
}
