import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Database } from '../shared/database/database.ts';
import { migrate } from '../shared/database/migrate.ts';
import { createPgliteDatabase } from '../shared/database/pglite-database.ts';

/** Tables with their columns and constraints; NOT NULL is with the column, since older servers have no constraint for it. */
const READ_TABLES = `
SELECT c.relname AS name,
  (SELECT json_agg(a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
      || CASE WHEN a.attcollation <> t.typcollation THEN ' COLLATE ' || quote_ident(l.collname) ELSE '' END
      || CASE WHEN d.adbin IS NULL THEN '' ELSE ' DEFAULT ' || pg_get_expr(d.adbin, d.adrelid) END
      || CASE WHEN a.attnotnull THEN ' NOT NULL' ELSE '' END ORDER BY a.attnum)
    FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid LEFT JOIN pg_collation l ON l.oid = a.attcollation
      LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
    WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped) AS columns,
  (SELECT coalesce(json_agg('CONSTRAINT ' || k.conname || ' ' || pg_get_constraintdef(k.oid) ORDER BY k.conname), '[]')
    FROM pg_constraint k WHERE k.conrelid = c.oid AND k.contype IN ('p', 'u', 'c')) AS constraints
FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' ORDER BY c.relname`;

const READ_FOREIGN_KEYS = `
SELECT 'ALTER TABLE ' || conrelid::regclass || ' ADD CONSTRAINT ' || conname || ' ' || pg_get_constraintdef(oid) AS text
FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND contype = 'f' ORDER BY conrelid::regclass::text COLLATE "C", conname`;

const READ_INDEXES = `
SELECT replace(pg_get_indexdef(i.indexrelid), ' ON public.', ' ON ') AS text
FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
WHERE c.relnamespace = 'public'::regnamespace
  AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid AND k.contype IN ('p', 'u'))
ORDER BY i.indrelid::regclass::text COLLATE "C", c.relname`;

/** Whatever else there may be: today nothing, and nothing may come unnoticed. */
const READ_OTHERS = `
SELECT text FROM (
  SELECT 'relation ' || relname || ' of kind ' || relkind::text AS text FROM pg_class
  WHERE relnamespace = 'public'::regnamespace AND relkind NOT IN ('r', 'i')
  UNION ALL SELECT 'function ' || oid::regprocedure FROM pg_proc WHERE pronamespace = 'public'::regnamespace
  UNION ALL SELECT 'type ' || typname FROM pg_type
  WHERE typnamespace = 'public'::regnamespace AND typtype IN ('d', 'e', 'r')
  UNION ALL SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
  UNION ALL SELECT 'policy ' || polname || ' on ' || polrelid::regclass FROM pg_policy
) AS others ORDER BY text COLLATE "C"`;

interface TableRow {
  readonly name: string;
  readonly columns: readonly string[];
  readonly constraints: readonly string[];
}

/**
 * The schema of a database as SQL that makes it again: the same text for the same schema on every PostgreSQL. Rows and
 * the order in which things were made are no part of it, but the order of columns is.
 */
export async function dumpSchema(database: Database): Promise<string> {
  const tables = await database.query<TableRow>(READ_TABLES);
  const texts = async (sql: string) => (await database.query<{ text: string }>(sql)).map(({ text }) => text);
  const keys = await texts(READ_FOREIGN_KEYS);
  const indexes = await texts(READ_INDEXES);
  const others = await texts(READ_OTHERS);
  return [
    ...tables.map(tableText),
    keys.map((text) => `${text};\n`).join(''),
    indexes.map((text) => `${text};\n`).join(''),
    others.map((text) => `-- ${text}\n`).join(''),
  ]
    .filter((section) => section !== '')
    .join('\n');
}

function tableText({ name, columns, constraints }: TableRow): string {
  const lines = [...columns, ...constraints].map((line) => `  ${line}`);
  return `CREATE TABLE ${name} (\n${lines.join(',\n')}\n);\n`;
}

/** The dump of a new database with every migration, as infra/migrations/schema.sql holds it. */
export async function dumpMigrations(): Promise<string> {
  const scratch = await mkdtemp(join(tmpdir(), 'tabular-schema-'));
  try {
    const database = await createPgliteDatabase({ folder: join(scratch, 'database') });
    await migrate(database);
    const dump = await dumpSchema(database);
    await database.close();
    return dump;
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}
