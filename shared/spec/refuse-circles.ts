import type { TableSpec } from '../contracts/spec-document.ts';
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

/** Keys may point at each other; the value of a key column may not, in the end, be its own. */
export function refuseValueCircles(tables: readonly TableSpec[], issues: IssueList): void {
  const reads = new Map<string, string[]>();
  for (const table of tables) for (const [column, sources] of keyReads(table)) reads.set(column, sources);
  const circle = findCircle(reads)?.map((name) => name.replace(SEPARATOR, '.'));
  if (circle === undefined) return;
  const message = `columns take their values from each other in a circle: ${circle.join(' → ')}`;
  issues.add('tables', { code: 'CIRCLE', message, remedy: 'let one of these columns have values of its own' });
}

/**
 * What must be made to make each key column: all parent columns of the key, since they are made together, and the columns
 * of the owning key where the rows of an owner are told apart.
 */
function* keyReads({ name, foreign_keys = [] }: TableSpec): Generator<[column: string, sources: string[]]> {
  const owner = foreign_keys.find(({ rule }) => rule.name === 'owning');
  for (const { columns, references, parent_columns, rule } of foreign_keys) {
    const parents = parent_columns.map((column) => `${references}${SEPARATOR}${column}`);
    const own = rule.name === 'unique_within_owner' ? (owner?.columns ?? []) : [];
    const sources = [...parents, ...own.map((column) => `${name}${SEPARATOR}${column}`)];
    for (const column of columns) yield [`${name}${SEPARATOR}${column}`, sources];
  }
}
