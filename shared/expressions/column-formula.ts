import type { ColumnSpec } from '../contracts/column-spec.ts';
import type { TableSpec } from '../contracts/spec-document.ts';
import { parseTemplate, readsColumns } from '../contracts/template-text.ts';
import { templateExpression } from './template-expression.ts';

/** The expression that makes a column's values, where it is made of others: of derived columns and of templates. */
export function formulaOf(
  column: ColumnSpec,
  { columns, foreign_keys = [] }: Pick<TableSpec, 'columns' | 'foreign_keys'>,
): string | undefined {
  if (column.kind === 'derived') return column.expression;
  if (column.kind !== 'template') return undefined;
  const pieces = parseTemplate(column.template);
  if (!Array.isArray(pieces) || !readsColumns(pieces)) return undefined;
  return templateExpression(pieces, (name) => {
    if (columns.some((candidate) => candidate.name === name)) return [name];
    const key = foreign_keys.find((candidate) => name.startsWith(`${candidate.name}.`));
    return key === undefined ? [name] : [key.name, name.slice(key.name.length + 1)];
  });
}
