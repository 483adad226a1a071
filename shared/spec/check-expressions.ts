import type { ColumnSpec } from '../contracts/column-spec.ts';
import { isPerKey, referencesOf } from '../contracts/per-key-references.ts';
import type { TableSpec } from '../contracts/spec-document.ts';
import { formulaOf } from '../expressions/column-formula.ts';
import type { ExpressionFault } from '../expressions/expression-fault.ts';
import type { ExpressionType } from '../expressions/expression-node.ts';
import { listReferences } from '../expressions/list-references.ts';
import { checkPerKey } from './check-per-key.ts';
import { createExpressionTypes, type ExpressionTypes } from './expression-types.ts';
import { findCircle } from './find-circle.ts';
import type { IssueList } from './issue-list.ts';
import { memberPath } from './shape-issues.ts';

/** A table and where it stands in the document. */
export interface PlacedTable {
  readonly path: string;
  readonly columnsPath: string;
  readonly table: TableSpec;
}

/** Every formula of a spec, in the scope of its table and of that table's parents; circles between formulas. */
export function checkExpressions(placed: readonly PlacedTable[], asOfMicros: number, issues: IssueList): void {
  const tables = placed.map(({ table }) => table);
  if (refuseCircles(tables, issues)) return;
  const types = createExpressionTypes(tables, asOfMicros);
  for (const { table, columnsPath } of placed)
    for (const column of table.columns)
      for (const formula of formulasOf(column, table)) {
        const path = `${columnsPath}.${column.name}.${formula.member}`;
        checkExpression({ ...formula, table, path }, types, issues);
      }
  for (const table of placed) checkPerKey(table, types, issues);
  for (const { table, path } of placed)
    for (const [index, { check: source }] of (table.checks ?? []).entries()) {
      const at = memberPath(memberPath(memberPath(path, 'checks'), index), 'check');
      checkExpression({ source, table, path: at, expected: 'boolean' }, types, issues);
    }
}

function formulasOf(
  column: ColumnSpec,
  table: TableSpec,
): { source: string; member: string; expected?: ExpressionType }[] {
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
      return { source, member: 'time_from', expected: 'timestamp' as const };
    case 'hash':
      return { source, member: 'of', expected: 'text' as const };
    default:
      return { source, member: 'template', expected: 'text' as const };
  }
}

interface PlacedExpression {
  readonly source: string;
  readonly table: TableSpec;
  readonly path: string;
  readonly expected?: ExpressionType;
}

function checkExpression(
  { source, table, path, expected }: PlacedExpression,
  types: ExpressionTypes,
  issues: IssueList,
): void {
  const compiled = types.compile(source, table, expected);
  if (!('faults' in compiled)) return;
  for (const fault of compiled.faults)
    issues.add(path, { code: 'BAD_EXPRESSION', message: placeFault(fault), remedy: fault.remedy });
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

/** True when there is one: then no type can be found either. */
function refuseCircles(tables: readonly TableSpec[], issues: IssueList): boolean {
  const circle = findCircle(readsOf(tables));
  if (circle === undefined) return false;
  const message = `columns take their values from each other in a circle: ${circle.join(' → ')}`;
  issues.add(memberPath('tables', tables[0]!.name), {
    code: 'CIRCLE',
    message,
    remedy: 'let one of these columns have values of its own',
  });
  return true;
}

/** Which columns each column takes its values from, as `table.column`. */
function readsOf(tables: readonly TableSpec[]): Map<string, string[]> {
  const reads = new Map<string, string[]>();
  for (const { name, columns, foreign_keys = [] } of tables) {
    for (const key of foreign_keys)
      for (const [index, column] of key.columns.entries())
        reads.set(`${name}.${column}`, [`${key.references}.${key.parent_columns[index]}`]);
    for (const column of columns) {
      const formula = formulaOf(column, { columns, foreign_keys });
      const names = formula !== undefined ? listReferences(formula) : isPerKey(column) ? referencesOf(column) : [];
      const own = new Set(columns.map((candidate) => candidate.name));
      const sources = names.map((read) => {
        const key = foreign_keys.find((candidate) => !own.has(read) && read.startsWith(`${candidate.name}.`));
        return key === undefined ? `${name}.${read}` : `${key.references}.${read.slice(key.name.length + 1)}`;
      });
      reads.set(`${name}.${column.name}`, sources);
    }
  }
  return reads;
}
