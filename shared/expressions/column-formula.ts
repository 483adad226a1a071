import { parentReference } from '../contracts/column-reference.ts';
import type { ColumnSpec } from '../contracts/column-spec.ts';
import type { TableSpec } from '../contracts/spec-document.ts';
import { parseTemplate, readsColumns } from '../contracts/template-text.ts';
import { formatReference, templateExpression } from './template-expression.ts';

/** The expression that a column's values are made of, where they are made of other columns of the row. */
export function formulaOf(column: ColumnSpec, table: Pick<TableSpec, 'columns' | 'foreign_keys'>): string | undefined {
  const pathOf = (name: string): string[] => {
    const parent = parentReference(name, table);
    return parent === undefined ? [name] : [parent.key.name, parent.column];
  };
  const scaleOf = (name: string) => scaleOfColumn(table.columns.find((candidate) => candidate.name === name));
  switch (column.kind) {
    case 'derived':
      return column.expression;
    case 'uuid':
      return column.time_from === undefined ? undefined : formatReference(pathOf(column.time_from));
    case 'hash':
      return column.of === undefined ? undefined : `cast(${formatReference(pathOf(column.of))} as text)`;
    case 'template': {
      const pieces = parseTemplate(column.template);
      return Array.isArray(pieces) && readsColumns(pieces)
        ? templateExpression(pieces, { pathOf, scaleOf })
        : undefined;
    }
    default:
      return undefined;
  }
}

/** Decimal places that a column always shows. */
function scaleOfColumn(column: ColumnSpec | undefined): number | undefined {
  if (column?.kind === 'decimal') return column.scale;
  const places = column?.kind === 'derived' ? /^decimal\(\d+,(\d+)\)$/.exec(column.type ?? '') : null;
  return places === null ? undefined : Number(places[1]);
}
