import type { Constraint } from 'libpg-query';
import { namesOf, readPostgresExpression } from './postgres-expression.ts';
import type { ColumnDraft, SchemaDraft, TableDraft } from './schema-draft.ts';

export interface ConstraintPlace {
  readonly table: TableDraft;
  readonly draft: SchemaDraft;
  /** Where the constraint stands in a column's definition. */
  readonly column?: ColumnDraft;
}

/** Adds one constraint of a CREATE or ALTER TABLE to the table; what cannot be added becomes a note. */
export function readPostgresConstraint(constraint: Constraint, { table, draft, column }: ConstraintPlace): void {
  const own = column === undefined ? [] : [column.name];
  const keys = constraint.keys === undefined ? own : namesOf(constraint.keys);
  const name = constraint.conname === undefined ? {} : { name: constraint.conname };
  switch (constraint.contype) {
    case 'CONSTR_PRIMARY':
    case 'CONSTR_UNIQUE':
      if (constraint.indexname !== undefined)
        draft.note({ table: table.name, message: `the key ${constraint.conname} takes its columns from an index` });
      else if (constraint.contype === 'CONSTR_UNIQUE') table.uniques.push(keys);
      else table.primaryKey = keys;
      return;
    case 'CONSTR_CHECK':
      table.checks.push({ ...name, expression: readPostgresExpression(constraint.raw_expr) });
      return;
    case 'CONSTR_FOREIGN':
      table.foreignKeys.push({
        ...name,
        columns: constraint.fk_attrs === undefined ? own : namesOf(constraint.fk_attrs),
        references: constraint.pktable?.relname ?? '',
        ...(constraint.pk_attrs !== undefined && { parentColumns: namesOf(constraint.pk_attrs) }),
      });
      return;
    case 'CONSTR_EXCLUSION':
      draft.note({
        table: table.name,
        message: `the exclusion constraint${constraint.conname === undefined ? '' : ` ${constraint.conname}`} is not kept`,
      });
      return;
    default:
      // Deferrability and the like change when a key is checked, not what holds.
      return;
  }
}
