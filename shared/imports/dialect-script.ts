import type { SourceSchema } from '../proposals/source-schema.ts';
import {
  type DialectPlace,
  indexedColumns,
  readDialectColumn,
  readDialectConstraint,
  readDialectTable,
} from './dialect-table.ts';
import type { ScriptDialect } from './dialect-types.ts';
import { type Parse, parseTolerantly } from './parse-tolerantly.ts';
import { SchemaDraft, type TableDraft } from './schema-draft.ts';
import { readScript, type ScriptStatement } from './script-reader.ts';
import { lastName, listOf, type SyntaxMembers, variantOf } from './syntax-tree.ts';
import { applyTabularComment } from './tabular-comment.ts';

/**
 * The tables of a MySQL or SQLite script. Statements that cannot be read or that say nothing about tables become
 * notes; data in the script is passed over.
 */
export async function readDialectScript(text: string, dialect: ScriptDialect): Promise<SourceSchema> {
  // A parser of many dialects, as a WebAssembly module.
  const { init, parse } = await import('@guanmingchiu/sqlparser-ts');
  await init();
  const place = { draft: new SchemaDraft(), dialect };
  const parseOne: Parse = (statement) => parse(statement, dialect);
  // Our own comments are about tables that come before or after them.
  const statements = readScript(text, dialect);
  for (const statement of statements) if (statement.kind === 'statement') readStatement(statement, parseOne, place);
  for (const { kind, text: comment } of statements)
    if (kind === 'tabular_comment') applyTabularComment(comment, place.draft);
  matchLetterCase(place.draft);
  return place.draft.finish();
}

const OF_TABLES = /^create\s+(temp\s+|temporary\s+)?table\b|^alter\s+table\b|^create\s+unique\s+index\b/i;

function readStatement({ text, line }: ScriptStatement, parse: Parse, place: DialectPlace): void {
  if (!OF_TABLES.test(text)) {
    place.draft.skip(text);
    return;
  }
  try {
    const { statements, dropped } = parseTolerantly(text, parse);
    for (const word of dropped)
      place.draft.note({ message: `the statement at line ${line}: "${word}" is passed over` });
    for (const statement of statements) if (!takeAlong(statement, place)) place.draft.skip(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    place.draft.note({ message: `the statement at line ${line} cannot be read: ${reason}` });
  }
}

/** Whether the statement says something about tables. */
function takeAlong(statement: unknown, place: DialectPlace): boolean {
  const { name, members } = variantOf(statement);
  if (name === 'CreateTable') readDialectTable(members, place);
  else if (name === 'AlterTable') return alterTable(members, place);
  else if (name === 'CreateIndex') readIndex(members, place);
  else return false;
  return true;
}

function alterTable(members: SyntaxMembers, place: DialectPlace): boolean {
  const name = lastName(members['name']);
  const table = findTable(place.draft, name);
  const results = listOf(members['operations']).map((operation) => {
    const { name: kind, members: parts } = variantOf(operation);
    if (!/^(AddConstraint|AddColumn|ModifyColumn|ChangeColumn)$/.test(kind)) return false;
    if (table === undefined) place.draft.note({ table: name, message: 'is altered but never created' });
    else if (kind === 'AddConstraint') readDialectConstraint(parts['constraint'], table, place);
    else if (kind === 'AddColumn') readDialectColumn(parts['column_def'], table, place);
    else readDialectColumn({ name: parts['col_name'] ?? parts['old_name'], ...parts }, table, place);
    return true;
  });
  return results.includes(true);
}

function readIndex(members: SyntaxMembers, { draft }: DialectPlace): void {
  const name = lastName(members['table_name']);
  const columns = indexedColumns(members['columns']);
  const table = findTable(draft, name);
  const label = `the unique index ${lastName(members['name'])}`;
  if (table === undefined) draft.note({ table: name, message: `${label} is of no known table` });
  else if (columns === undefined || members['predicate'] !== undefined)
    draft.note({ table: table.name, message: `${label} covers expressions or part of the rows only` });
  else table.uniques.push(columns);
}

/** Both dialects take names in any letter case, at least on some systems. */
function findTable(draft: SchemaDraft, name: string): TableDraft | undefined {
  return draft.tables.get(name) ?? [...draft.tables.values()].find((table) => isSameName(table.name, name));
}

function isSameName(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

/** Keys name tables and columns as these were created. */
function matchLetterCase(draft: SchemaDraft): void {
  const nameIn = (table: TableDraft | undefined) => (name: string) =>
    table?.columns.find((column) => isSameName(column.name, name))?.name ?? name;
  for (const table of draft.tables.values()) {
    const own = nameIn(table);
    if (table.primaryKey !== undefined) table.primaryKey = table.primaryKey.map(own);
    table.uniques = table.uniques.map((columns) => columns.map(own));
    table.foreignKeys = table.foreignKeys.map((key) => {
      const parent = findTable(draft, key.references);
      const parentColumns = key.parentColumns?.map(nameIn(parent));
      return {
        ...key,
        columns: key.columns.map(own),
        references: parent?.name ?? key.references,
        ...(parentColumns !== undefined && { parentColumns }),
      };
    });
  }
}
