import { readDialectExpression } from './dialect-expression.ts';
import { readDialectType, type ScriptDialect } from './dialect-types.ts';
import type { ColumnDraft, SchemaDraft, TableDraft } from './schema-draft.ts';
import { identifierText, lastName, listOf, type SyntaxMembers, variantOf } from './syntax-tree.ts';

export interface DialectPlace {
  readonly draft: SchemaDraft;
  readonly dialect: ScriptDialect;
}

/** Adds a CREATE TABLE of MySQL or SQLite to the draft. */
export function readDialectTable(members: SyntaxMembers, place: DialectPlace): void {
  const table = place.draft.addTable(lastName(members['name']));
  if (table === undefined) return;
  const { name } = table;
  if (members['query'] !== undefined)
    place.draft.note({ table: name, message: 'is made from a query: its columns are not known' });
  if (members['like'] !== undefined)
    place.draft.note({ table: name, message: 'is made like another table: its columns are not known' });
  for (const column of listOf(members['columns'])) readDialectColumn(column, table, place);
  for (const constraint of listOf(members['constraints'])) readDialectConstraint(constraint, table, place);
  for (const option of listOf(variantOf(members['table_options']).body)) {
    const { name: kind, members: text } = variantOf(option);
    const comment = kind === 'Comment' ? Object.values(text)[0] : undefined;
    if (typeof comment === 'string' && comment !== '') table.comment = comment;
  }
}

/** Adds a column, or changes the one of the same name as MODIFY does. */
export function readDialectColumn(definition: unknown, table: TableDraft, place: DialectPlace): void {
  const { name, data_type: dataType, options } = definition as Record<string, unknown>;
  const { type, typeText } = readDialectType(dataType, place.dialect);
  const column: ColumnDraft = { name: identifierText(name), type, typeText, isNullable: true };
  for (const option of listOf(options)) {
    const { option: inner } = option as { option?: unknown };
    readOption(inner ?? option, column, table, place);
  }
  const index = table.columns.findIndex((one) => one.name === column.name);
  if (index < 0) table.columns.push(column);
  else table.columns[index] = column;
}

function readOption(option: unknown, column: ColumnDraft, table: TableDraft, place: DialectPlace): void {
  const { name, members, body } = variantOf(option);
  switch (name) {
    case 'NotNull':
      column.isNullable = false;
      return;
    case 'Default':
      column.default = readDialectExpression(body);
      return;
    case 'Comment':
      if (typeof body === 'string' && body !== '') column.comment = body;
      return;
    case 'Generated':
      column.generated = readDialectExpression(members['generation_expr']);
      return;
    case 'DialectSpecific':
      if (/AUTO_?INCREMENT/i.test(JSON.stringify(body))) column.isNumbered = true;
      return;
    case 'PrimaryKey':
      table.primaryKey = [column.name];
      return;
    case 'Unique':
      table.uniques.push([column.name]);
      return;
    case 'Check':
    case 'ForeignKey':
      readDialectConstraint(option, table, place, column);
      return;
    default:
      // Collations, ON UPDATE and the like say nothing about values.
      return;
  }
}

/** Adds a key or check to the table; `column` where it stands in a column's definition. */
export function readDialectConstraint(
  constraint: unknown,
  table: TableDraft,
  { draft }: DialectPlace,
  column?: ColumnDraft,
): void {
  const { name: kind, members } = variantOf(constraint);
  const name = members['name'] === undefined ? {} : { name: identifierText(members['name']) };
  const columns = indexedColumns(members['columns']);
  if (columns === undefined) {
    draft.note({
      table: table.name,
      message: `the ${wordsOf(kind)} key ${name.name ?? ''} is not over plain columns`.replace('  ', ' '),
    });
    return;
  }
  if (kind === 'PrimaryKey') table.primaryKey = columns;
  else if (kind === 'Unique') table.uniques.push(columns);
  else if (kind === 'Check') table.checks.push({ ...name, expression: readDialectExpression(members['expr']) });
  else if (kind === 'ForeignKey') {
    const parents = listOf(members['referred_columns']).map(identifierText);
    table.foreignKeys.push({
      ...name,
      columns: columns.length > 0 || column === undefined ? columns : [column.name],
      references: lastName(members['foreign_table']),
      ...(parents.length > 0 && { parentColumns: parents }),
    });
  }
}

/** The names of an index's columns, or undefined where it covers expressions. */
export function indexedColumns(columns: unknown): string[] | undefined {
  const names = listOf(columns).map((item) => {
    const inner = (item as { column?: { expr?: unknown } }).column?.expr ?? item;
    return identifierText(inner);
  });
  return names.includes('') ? undefined : names;
}

function wordsOf(kind: string): string {
  return kind === 'PrimaryKey' ? 'primary' : kind.toLowerCase();
}
