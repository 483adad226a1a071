import type { SpecDocument } from '../contracts/spec-document.ts';
import { AppError, type Issue } from '../errors/app-error.ts';
import { isSameName } from '../sql/identifier.ts';

/**
 * Names that differ in a specification and are one in the dialect that it is written for would be found only when the
 * script is loaded. Throws INVALID_SPEC with all of them.
 */
export function refuseSameSqlNames({ tables, output }: Pick<SpecDocument, 'tables' | 'output'>): void {
  if (output.format !== 'sql') return;
  const { dialect } = output;
  const repeated = (names: readonly string[], path: string): Issue[] =>
    names.flatMap((name, index) => {
      const other = names.slice(0, index).find((earlier) => isSameName(earlier, name, dialect));
      if (other === undefined) return [];
      const message = `is the same name as ${JSON.stringify(other)} to ${dialect}`;
      return [{ path: `${path}${name}`, code: 'DUPLICATE_NAME', message, value: name, remedy: 'rename one of them' }];
    });
  const issues = [
    ...repeated(
      tables.map(({ name }) => name),
      'tables.',
    ),
    ...tables.flatMap(({ name, columns }) => repeated(shownNames(columns), `tables.${name}.columns.`)),
  ];
  const [first] = issues;
  if (first === undefined) return;
  const more = issues.length > 1 ? `, and ${issues.length - 1} more` : '';
  throw new AppError('INVALID_SPEC', `${first.path} ${first.message}${more}`, { issues });
}

function shownNames(columns: SpecDocument['tables'][number]['columns']): string[] {
  return columns.filter((column) => !column.hidden).map(({ name }) => name);
}
