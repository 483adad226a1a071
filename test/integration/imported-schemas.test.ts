import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCommandLine } from '../../scripts/tabular/command-line.ts';
import { readPostgresCatalogue } from '../../shared/imports/postgres-catalogue.ts';
import { readPostgresScript } from '../../shared/imports/postgres-script.ts';
import { countRows } from '../../shared/imports/read-source.ts';
import { readScript } from '../../shared/imports/script-reader.ts';
import { buildSpec } from '../../shared/proposals/build-spec.ts';
import type { SourceSchema } from '../../shared/proposals/source-schema.ts';
import { placed } from '../../shared/proposals/spec-text.ts';
import { POSTGRES_SKIP_REASON, type PostgresServer, startPostgresServer } from '../support/postgres-server.ts';
import { recordTerminal } from '../support/recorded-terminal.ts';

const DATA = path.join(process.env['TABULAR_SHARED'] ?? '../shared', 'data');
const CHINOOK = path.join(DATA, 'chinook/Chinook_PostgreSql.sql');
const SCRIPTS = [
  { name: 'chinook', schema: CHINOOK, rows: CHINOOK, tables: 11, rowCount: 15_607 },
  {
    name: 'sakila',
    schema: path.join(DATA, 'sakila/postgres-sakila-schema.sql'),
    rows: path.join(DATA, 'sakila/postgres-sakila-insert-data-using-copy.sql.gz'),
    tables: 21,
    rowCount: 46_273,
  },
];
const SKIP_REASON = SCRIPTS.every(({ schema }) => existsSync(schema))
  ? POSTGRES_SKIP_REASON
  : 'TABULAR_SHARED has no sakila and chinook';

/** Rows of the sources are multiplied by it; 100 takes a quarter of an hour, for runs by hand. */
const SCALE = Number(process.env['TABULAR_IMPORT_SCALE'] ?? 1);

let server: PostgresServer;
let folder: string;
const clients: pg.Client[] = [];

async function run(...args: string[]): Promise<string> {
  const terminal = recordTerminal();
  const exitCode = await runCommandLine(args, terminal);
  expect(`${exitCode} ${terminal.notesText()}`).toMatch(/^0/);
  return terminal.dataText();
}

async function connect(database: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: server.urlOf(database) });
  await client.connect();
  clients.push(client);
  return client;
}

async function createDatabase(name: string): Promise<pg.Client> {
  const admin = await connect('postgres');
  await admin.query(`create database ${name}`);
  return connect(name);
}

/** Statements of the script that make its schema; none of its data. */
function definitionsOf(script: string): string[] {
  const texts = readScript(readFileSync(script, 'utf8'), 'postgresql').map(({ text }) => text);
  return texts.filter((text) => !/^(insert|(create|drop) database)\b/i.test(text));
}

async function load(client: pg.Client, rows: string): Promise<void> {
  for (const file of readdirSync(rows).filter((name) => name.endsWith('.sql')))
    for (const statement of readFileSync(path.join(rows, file), 'utf8').split(/(?<=;\n)/))
      await client.query(statement);
}

describe.skipIf(SKIP_REASON !== undefined)(
  `imported schemas${SKIP_REASON === undefined ? '' : ` (${SKIP_REASON})`}`,
  () => {
    beforeAll(async () => {
      folder = mkdtempSync(path.join(tmpdir(), 'tabular-imported-'));
      server = await startPostgresServer();
    }, 60_000);
    afterAll(async () => {
      for (const client of clients) await client.end();
      await server.close();
      rmSync(folder, { recursive: true, force: true });
    });

    describe.each(SCRIPTS)('$name', ({ name, schema, rows, tables, rowCount }) => {
      const spec = () => path.join(folder, `${name}.yaml`);
      const made = () => path.join(folder, name);

      it('has every table, column, key and check in the specification or in a note', async () => {
        const source = await readPostgresScript(readFileSync(schema, 'utf8'));
        expect(source.tables).toHaveLength(tables);
        const { spec: built, notes } = buildSpec(source, { name, rowCounts: await countRows(rows) });
        expect(unaccounted(source, built.tables, notes.map(placed))).toEqual([]);
        const counts = Object.values(built.tables).map((table) => Number(table['num_records']));
        expect(counts.reduce((sum, count) => sum + count, 0)).toBe(rowCount);
      });

      it(
        'loads into an empty database with tables of its own, and into the tables of the script',
        async () => {
          await run('schema', 'import', schema, '--rows-from', rows, '--scale', String(SCALE), '-o', spec());
          await run('generate', '-f', spec(), '-o', made(), '--format', 'sql');
          const script = await run('schema', 'export', spec());
          const own = await createDatabase(`own_${name}`);
          const [keys, comments] = [script.search(/^ALTER TABLE/m), script.search(/^COMMENT ON/m)];
          await own.query(script.slice(0, keys));
          await load(own, made());
          await own.query(script.slice(keys, comments));
          await own.query(script.slice(comments));

          const theirs = await createDatabase(name);
          for (const definition of definitionsOf(schema)) await theirs.query(definition);
          await theirs.query('set session_replication_role = replica');
          await load(theirs, made());
          await theirs.query('set session_replication_role = default');
          const { rows: constraints } = await theirs.query(`
        select conrelid::regclass::text as "table", conname as name, pg_get_constraintdef(oid) as definition
        from pg_constraint where connamespace = 'public'::regnamespace and contype in ('f', 'c') and conrelid <> 0`);
          expect(constraints.length).toBeGreaterThanOrEqual(11);
          for (const { table, name: constraint, definition } of constraints) {
            await theirs.query(`alter table ${table} drop constraint "${constraint}"`);
            await theirs.query(`alter table ${table} add constraint "${constraint}" ${definition}`);
          }
          const loaded = await theirs.query('select count(*)::int as count from customer');
          expect(loaded.rows[0].count).toBeGreaterThan(50);
        },
        120_000 * SCALE,
      );

      it('is the same from the catalogue of a live database as from its script', async () => {
        const client = await connect(name);
        const live = await readPostgresCatalogue(
          async (sql, parameters) => (await client.query(sql, [...parameters])).rows,
        );
        const fromScript = await readPostgresScript(readFileSync(schema, 'utf8'));
        const texts = [live, fromScript].map((source) => summaryOf(source));
        expect(texts[0]).toEqual(texts[1]);

        await client.query('analyze');
        const written = await run('schema', 'import', server.urlOf(name), '--estimate-rows', '--json', '-q');
        const { name: title, tables: built } = JSON.parse(written).spec;
        const { rows: counted } = await client.query('select count(*)::int as count from customer');
        expect([title, built.customer.num_records]).toEqual([name, counted[0].count]);
      });

      it('of our own tables gives the specification back from the live database', async () => {
        const client = await connect(`own_${name}`);
        const live = await readPostgresCatalogue(
          async (sql, parameters) => (await client.query(sql, [...parameters])).rows,
        );
        const { spec: built } = buildSpec(live, { name: 'live' });
        const written = path.join(folder, `${name}-live.json`);
        writeFileSync(written, JSON.stringify({ ...built, name }));
        const changes = JSON.parse(await diff(spec(), written)) as { changes: { path: string }[] };
        expect(changes.changes.filter(({ path: place }) => place !== 'name')).toEqual([]);
      });
    });
  },
);

/** Differences, whether there are any or not. */
async function diff(one: string, other: string): Promise<string> {
  const terminal = recordTerminal();
  await runCommandLine(['schema', 'diff', one, other, '--json'], terminal);
  return terminal.dataText();
}

/** What of the source is neither in the specification nor in a note. */
function unaccounted(
  source: SourceSchema,
  tables: Readonly<
    Record<string, { readonly columns: readonly Readonly<Record<string, unknown>>[] } & Record<string, unknown>>
  >,
  notes: readonly string[],
): string[] {
  return source.tables.flatMap((table) => {
    const built = tables[table.name];
    if (built === undefined) return [table.name];
    const columns = new Map(built.columns.map((column) => [column['name'], column]));
    const checks = ((built['checks'] ?? []) as { name: string }[]).map((check) => check.name);
    const isNoted = (text: string) => notes.some((note) => note.startsWith(table.name) && note.includes(text));
    return [
      ...table.columns.filter(({ name }) => !columns.has(name)).map(({ name }) => `${table.name}.${name}`),
      ...table.foreignKeys
        .filter((key) => !key.columns.every((column) => columns.get(column)?.['references'] === key.references))
        .filter((key) => !isNoted(key.columns.join(', ')))
        .map((key) => `${table.name} key ${key.columns}`),
      ...table.checks
        .filter(({ name = '' }) => !checks.includes(name) && !isNoted(name))
        .map(({ name }) => `${table.name} check ${name}`),
      ...(table.primaryKey !== undefined && String(built['primary_key']) !== String(table.primaryKey)
        ? [`${table.name} primary key`]
        : []),
      ...table.uniques
        .filter(
          (names) =>
            names.length > 1 ||
            (columns.get(names[0])?.['unique'] !== true && columns.get(names[0])?.['children'] !== 1),
        )
        .filter((names) => !isNoted(names.join(', ')))
        .map((names) => `${table.name} unique ${names}`),
    ];
  });
}

/** Tables in the order of their names; expressions as a database rewrites them are left out. */
function summaryOf({ tables }: SourceSchema) {
  return tables
    .map(({ name, columns, primaryKey, uniques, foreignKeys, checks }) => ({
      name,
      columns: columns.map(({ default: _default, typeText: _text, ...column }) => column),
      primaryKey,
      uniques,
      foreignKeys: [...foreignKeys].sort((a, b) => (a.name! < b.name! ? -1 : 1)),
      checks: checks.map((check) => check.name).sort(),
    }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}
