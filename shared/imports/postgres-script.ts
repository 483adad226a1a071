import type { AlterTableCmd, Node, RangeVar } from 'libpg-query';
import type { SourceSchema } from '../proposals/source-schema.ts';
import { readPostgresConstraint } from './postgres-constraint.ts';
import { namesOf, readPostgresExpression } from './postgres-expression.ts';
import { isNextValue, readPostgresTable } from './postgres-table.ts';
import { readPostgresType } from './postgres-types.ts';
import { SchemaDraft } from './schema-draft.ts';
import { readScript, type ScriptStatement, TABULAR_COMMENT } from './script-reader.ts';
import { applyTabularComment, parseTabularText } from './tabular-comment.ts';

/**
 * The tables of a script in PostgreSQL's own grammar, such as pg_dump writes. Statements that cannot be read or that
 * say nothing about tables become notes; data in the script is passed over.
 */
export async function readPostgresScript(text: string): Promise<SourceSchema> {
  // PostgreSQL's parser is a WebAssembly module of its own.
  const { loadModule, parseSync } = await import('libpg-query');
  await loadModule();
  const draft = new SchemaDraft();
  const statements = readScript(text, 'postgresql');
  for (const statement of statements) if (statement.kind === 'statement') readStatement(statement, parseSync, draft);
  for (const { kind, text: comment } of statements) if (kind === 'tabular_comment') applyTabularComment(comment, draft);
  return draft.finish();
}

type Parse = (query: string) => { readonly stmts?: readonly { readonly stmt?: Node }[] };

function readStatement(statement: ScriptStatement, parse: Parse, draft: SchemaDraft): void {
  if (!/^(create|alter|comment)\b/i.test(statement.text)) {
    draft.skip(statement.text);
    return;
  }
  try {
    for (const { stmt } of parse(statement.text).stmts ?? [])
      if (stmt === undefined || !takeAlong(stmt, draft)) draft.skip(statement.text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    draft.note({ message: `the statement at line ${statement.line} cannot be read: ${reason}` });
  }
}

/** Whether the statement says something about tables. */
function takeAlong(node: Node, draft: SchemaDraft): boolean {
  if ('CreateStmt' in node) readPostgresTable(node.CreateStmt, draft);
  else if ('CreateEnumStmt' in node) {
    const name = namesOf(node.CreateEnumStmt.typeName).at(-1) ?? '';
    const type = { name: 'category', values: namesOf(node.CreateEnumStmt.vals) } as const;
    draft.types.set(name, { type, isNullable: true, checks: [] });
  } else if ('CreateDomainStmt' in node) readDomain(node.CreateDomainStmt, draft);
  else if ('AlterTableStmt' in node) return alterTable(node.AlterTableStmt, draft);
  else if ('IndexStmt' in node) return readIndex(node.IndexStmt, draft);
  else if ('CommentStmt' in node) return readComment(node.CommentStmt, draft);
  else return false;
  return true;
}

function readDomain(
  domain: Extract<Node, { CreateDomainStmt: unknown }>['CreateDomainStmt'],
  draft: SchemaDraft,
): void {
  const { name, type } = readPostgresType(domain.typeName);
  const basis = draft.types.get(name);
  const constraints = (domain.constraints ?? []).map((node) => ('Constraint' in node ? node.Constraint : {}));
  const checks = constraints
    .filter(({ contype }) => contype === 'CONSTR_CHECK')
    .map(({ conname, raw_expr }) => ({
      ...(conname !== undefined && { name: conname }),
      expression: readPostgresExpression(raw_expr),
    }));
  draft.types.set(namesOf(domain.domainname).at(-1) ?? '', {
    type: basis?.type ?? type,
    isNullable: !constraints.some(({ contype }) => contype === 'CONSTR_NOTNULL') && (basis?.isNullable ?? true),
    checks: [...(basis?.checks ?? []), ...checks],
  });
}

/** Whether anything of it concerns columns or keys. `ALTER TABLE … OWNER TO` does not. */
function alterTable(
  statement: Extract<Node, { AlterTableStmt: unknown }>['AlterTableStmt'],
  draft: SchemaDraft,
): boolean {
  const name = nameOfRelation(statement.relation);
  const commands = (statement.cmds ?? []).flatMap((node) => ('AlterTableCmd' in node ? [node.AlterTableCmd] : []));
  const results = commands.map((command) => alter(name, command, draft));
  return results.includes(true);
}

function alter(name: string, command: AlterTableCmd, draft: SchemaDraft): boolean {
  const table = draft.tables.get(name);
  const def = command.def ?? ({} as Node);
  const known = [
    'AT_AddConstraint',
    'AT_AddColumn',
    'AT_SetNotNull',
    'AT_DropNotNull',
    'AT_ColumnDefault',
    'AT_AddIdentity',
  ];
  if (!known.includes(command.subtype ?? '')) return false;
  if (table === undefined) {
    // Sequences are altered with ALTER TABLE in old dumps.
    draft.note({ table: name, message: 'is altered but never created' });
    return true;
  }
  if (command.subtype === 'AT_AddConstraint' && 'Constraint' in def) {
    readPostgresConstraint(def.Constraint, { table, draft });
    return true;
  }
  if (command.subtype === 'AT_AddColumn' && 'ColumnDef' in def) {
    readPostgresTable({ relation: { relname: name }, tableElts: [def] }, draft, table);
    return true;
  }
  const column = table.columns.find((one) => one.name === command.name);
  if (column === undefined) return false;
  if (command.subtype === 'AT_SetNotNull') column.isNullable = false;
  else if (command.subtype === 'AT_DropNotNull') column.isNullable = true;
  else if (command.subtype === 'AT_AddIdentity') column.isNumbered = true;
  else if (isNextValue(def)) column.isNumbered = true;
  return true;
}

/** Only a unique index over plain columns of all rows says something about values. */
function readIndex(index: Extract<Node, { IndexStmt: unknown }>['IndexStmt'], draft: SchemaDraft): boolean {
  if (!index.unique) return false;
  const name = nameOfRelation(index.relation);
  const columns = (index.indexParams ?? []).map((node) => ('IndexElem' in node ? node.IndexElem.name : undefined));
  const isPlain = index.whereClause === undefined && columns.every((column) => column !== undefined);
  const label = index.idxname ?? '(unnamed)';
  if (!isPlain)
    draft.note({ table: name, message: `the unique index ${label} covers expressions or part of the rows only` });
  else if (!draft.tables.has(name))
    draft.note({ table: name, message: `the unique index ${label} is of no known table` });
  else draft.tables.get(name)!.uniques.push(columns as string[]);
  return true;
}

function readComment(comment: Extract<Node, { CommentStmt: unknown }>['CommentStmt'], draft: SchemaDraft): boolean {
  const object = comment.object ?? ({} as Node);
  const path = 'List' in object ? namesOf(object.List.items) : [];
  const text = comment.comment ?? '';
  const isColumn = comment.objtype === 'OBJECT_COLUMN';
  if (!isColumn && comment.objtype !== 'OBJECT_TABLE') return false;
  const table = draft.tables.get((isColumn ? path.at(-2) : path.at(-1)) ?? '');
  const target = isColumn ? table?.columns.find(({ name }) => name === path.at(-1)) : table;
  if (target === undefined) return false;
  const spec = text.startsWith(TABULAR_COMMENT) ? parseTabularText(text.slice(TABULAR_COMMENT.length)) : undefined;
  if (spec !== undefined) target.spec = spec;
  else if (text !== '') target.comment = text;
  return true;
}

/** The table's own name; which schema it lies in is not kept. */
export function nameOfRelation(relation: RangeVar | undefined): string {
  return relation?.relname ?? '';
}
