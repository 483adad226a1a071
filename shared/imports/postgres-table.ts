import type { ColumnDef, Constraint, CreateStmt, Node } from 'libpg-query';
import { readPostgresConstraint } from './postgres-constraint.ts';
import { namesOf, readPostgresExpression } from './postgres-expression.ts';
import { isSerial, readPostgresType } from './postgres-types.ts';
import type { ColumnDraft, SchemaDraft, TableDraft } from './schema-draft.ts';

/** Adds a CREATE TABLE to the draft, or further elements to a `table` that is there. */
export function readPostgresTable(statement: CreateStmt, draft: SchemaDraft, present?: TableDraft): void {
  const table = present ?? draft.addTable(statement.relation?.relname ?? '');
  if (table === undefined) return;
  for (const parent of statement.inhRelations ?? [])
    if ('RangeVar' in parent) inherit(parent.RangeVar.relname ?? '', statement.partbound !== undefined, table, draft);
  for (const element of statement.tableElts ?? []) readElement(element, table, draft);
}

/** INHERITS takes the columns and checks of the parent along, PARTITION OF its keys too. */
function inherit(name: string, isPartition: boolean, table: TableDraft, draft: SchemaDraft): void {
  const parent = draft.tables.get(name);
  if (parent === undefined) {
    draft.note({ table: table.name, message: `inherits from ${name}, which is not known` });
    return;
  }
  table.columns.push(...parent.columns.map((column) => ({ ...column })));
  table.checks.push(...parent.checks);
  if (isPartition) {
    if (parent.primaryKey !== undefined) table.primaryKey = parent.primaryKey;
    table.uniques.push(...parent.uniques);
    table.foreignKeys.push(...parent.foreignKeys);
  }
  const message = isPartition
    ? `is a partition of ${name}: it becomes a table of its own, and its bounds are not kept`
    : `inherits from ${name}: it becomes a table of its own`;
  draft.note({ table: table.name, message });
}

function readElement(element: Node, table: TableDraft, draft: SchemaDraft): void {
  if ('ColumnDef' in element) readColumn(element.ColumnDef, table, draft);
  else if ('Constraint' in element) readPostgresConstraint(element.Constraint, { table, draft });
  else if ('TableLikeClause' in element) {
    const parent = element.TableLikeClause.relation?.relname ?? '';
    const columns = draft.tables.get(parent)?.columns;
    if (columns === undefined) draft.note({ table: table.name, message: `LIKE ${parent}, which is not known` });
    else table.columns.push(...columns.map((column) => ({ ...column })));
  }
}

function readColumn(definition: ColumnDef, table: TableDraft, draft: SchemaDraft): void {
  const { name, type, typeText } = readPostgresType(definition.typeName);
  const column: ColumnDraft = { name: definition.colname ?? '', type, typeText, isNullable: true };
  if (isSerial(name)) Object.assign(column, { isNumbered: true, isNullable: false });
  const named = type.name === 'other' ? draft.types.get(name) : undefined;
  if (named !== undefined) draft.applyNamedType(table, column, named);
  const constraints = (definition.constraints ?? []).flatMap((node) => ('Constraint' in node ? [node.Constraint] : []));
  for (const constraint of constraints) readColumnConstraint(constraint, column, table, draft);
  table.columns.push(column);
}

function readColumnConstraint(
  constraint: Constraint,
  column: ColumnDraft,
  table: TableDraft,
  draft: SchemaDraft,
): void {
  switch (constraint.contype) {
    case 'CONSTR_NOTNULL':
      column.isNullable = false;
      return;
    case 'CONSTR_IDENTITY':
      Object.assign(column, { isNumbered: true, isNullable: false });
      return;
    case 'CONSTR_DEFAULT':
      if (isNextValue(constraint.raw_expr)) column.isNumbered = true;
      else column.default = readPostgresExpression(constraint.raw_expr);
      return;
    case 'CONSTR_GENERATED':
      column.generated = readPostgresExpression(constraint.raw_expr);
      return;
    default:
      readPostgresConstraint(constraint, { table, draft, column });
  }
}

/** `DEFAULT nextval('…')`: the database numbers the column. */
export function isNextValue(node: Node | undefined): boolean {
  if (node === undefined || !('FuncCall' in node)) return false;
  return namesOf(node.FuncCall.funcname).at(-1) === 'nextval';
}
