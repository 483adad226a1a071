import { parentReference } from '../contracts/column-reference.ts';
import { isPerKey, referencesOf } from '../contracts/per-key-references.ts';
import type { TableSpec } from '../contracts/spec-document.ts';
import { formulaOf } from '../expressions/column-formula.ts';
import { listReferences } from '../expressions/list-references.ts';
import { findCircle } from './find-circle.ts';
import type { IssueList } from './issue-list.ts';

/** Between table and column: no name holds it, while names may hold dots. */
const SEPARATOR = '\u0000';

/** The size of an owned table follows from its parent's, so owners cannot follow from those they own. */
export function refuseOwnCircles(tables: readonly TableSpec[], issues: IssueList): void {
  const owners = new Map(
    tables.map(({ name, foreign_keys = [] }) => [
      name,
      foreign_keys.filter(({ rule }) => rule.name === 'owning').map(({ references }) => references),
    ]),
  );
  const circle = findCircle(owners);
  if (circle === undefined) return;
  const message = `tables own each other in a circle: ${circle.join(' → ')}`;
  issues.add('tables', { code: 'CIRCLE', message, remedy: 'take children away from one of these keys' });
}

/**
 * Keys may point at each other; the value of a column may not, in the end, be its own: by keys, formulas, checks and
 * rules for nulls, which decide what another table reads.
 */
export function refuseValueCircles(tables: readonly TableSpec[], issues: IssueList): void {
  const reads = new Map<string, string[]>();
  for (const table of tables) for (const [column, sources] of valueReads(table)) reads.set(column, sources);
  const circle = findCircle(reads);
  if (circle === undefined) return;
  const path = circle
    .filter((name, index) => circle[index - 1] !== `${name}${FINAL}`)
    .map((name) => name.replace(FINAL, '').replace(SEPARATOR, '.'));
  const message = `columns take their values from each other in a circle: ${path.join(' → ')}`;
  issues.add('tables', { code: 'CIRCLE', message, remedy: 'let one of these columns have values of its own' });
}

/** After the name of a column: what other tables see of it, once checks and nulls are decided. */
const FINAL = '\u0001';

/** What must be made to make each column of a table, and what to decide it for other tables. */
function* valueReads(table: TableSpec): Generator<[column: string, sources: string[]]> {
  const { name, columns, checks = [] } = table;
  const own = (column: string) => `${name}${SEPARATOR}${column}`;
  const nodeOf = (read: string): string => {
    const parent = parentReference(read, table);
    return parent === undefined ? own(read) : finalOf(parent.key.references, parent.column);
  };
  yield* keyReads(table);
  const checked = checks.map(({ check }) => listReferences(check).map(nodeOf));
  for (const column of columns) {
    const formula = formulaOf(column, table);
    const reads = formula !== undefined ? listReferences(formula) : isPerKey(column) ? referencesOf(column) : [];
    if (column.kind !== 'foreign_key') yield [own(column.name), reads.map(nodeOf)];
    const rule = column.null_when === undefined ? [] : listReferences(column.null_when).map(nodeOf);
    const partners = checked.filter((read) => read.includes(own(column.name))).flat();
    yield [finalOf(name, column.name), [own(column.name), ...partners, ...rule]];
  }
}

const finalOf = (table: string, column: string): string => `${table}${SEPARATOR}${column}${FINAL}`;

/**
 * What must be made to make each key column: all parent columns of the key, since they are made together, and the columns
 * of the owning key where the rows of an owner are told apart.
 */
function* keyReads({ name, foreign_keys = [] }: TableSpec): Generator<[column: string, sources: string[]]> {
  const owner = foreign_keys.find(({ rule }) => rule.name === 'owning');
  for (const { columns, references, parent_columns, rule } of foreign_keys) {
    const parents = parent_columns.map((column) => finalOf(references, column));
    const own = rule.name === 'unique_within_owner' ? (owner?.columns ?? []) : [];
    const sources = [...parents, ...own.map((column) => `${name}${SEPARATOR}${column}`)];
    for (const column of columns) yield [`${name}${SEPARATOR}${column}`, sources];
  }
}
