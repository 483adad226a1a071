import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCommandLine } from '../../../scripts/tabular/command-line.ts';
import { recordTerminal } from '../../support/recorded-terminal.ts';

let folder: string;
const inFolder = (name: string) => path.join(folder, name);
const write = (name: string, content: string | Uint8Array): string => {
  writeFileSync(inFolder(name), content);
  return inFolder(name);
};

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'tabular-schema-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function run(...args: string[]) {
  const terminal = recordTerminal();
  const exitCode = await runCommandLine(['schema', ...args], terminal);
  return { exitCode, data: terminal.dataText(), notes: terminal.notesText() };
}

const SCRIPT = `
CREATE TABLE shop (id int PRIMARY KEY, branch_label varchar(30) NOT NULL);
CREATE TABLE sale (id int PRIMARY KEY, shop_id int NOT NULL REFERENCES shop, price numeric(6,2) CHECK (price > 0));
CREATE VIEW v AS SELECT 1;
`;

describe('tabular schema import', () => {
  it('writes a specification that check accepts, and lists what it does not say', async () => {
    const script = write('shop.sql', SCRIPT);
    const imported = await run('import', script, '-o', inFolder('shop.yaml'));
    expect(imported).toMatchObject({ exitCode: 0, data: '' });
    expect(imported.notes).toBe(
      'taken along: 2 tables, 5 columns, 1 foreign key, 1 check\nnote: CREATE VIEW: 1 statement not taken along\n',
    );
    expect(readFileSync(inFolder('shop.yaml'), 'utf8')).toContain('# CREATE VIEW: 1 statement not taken along');
    expect(await run('check', inFolder('shop.yaml'))).toMatchObject({
      exitCode: 0,
      data: 'ok: 2 tables, 2,000 rows\n',
    });
  });

  it('replaces a file only when forced', async () => {
    const script = write('again.sql', SCRIPT);
    write('again.yaml', '');
    expect(await run('import', script, '-o', inFolder('again.yaml'))).toMatchObject({ exitCode: 5 });
    expect(await run('import', script, '-o', inFolder('again.yaml'), '--force', '-q')).toMatchObject({
      exitCode: 0,
      notes: '',
    });
  });

  it('takes row counts from a script of data, plain or gzip, and multiplies them', async () => {
    const data = "INSERT INTO shop VALUES (1, 'a'), (2, 'b');\nCOPY sale (id) FROM stdin;\n1\n2\n3\n\\.\n";
    const script = write('counted.sql', SCRIPT);
    for (const file of [write('data.sql', data), write('data.sql.gz', gzipSync(data))]) {
      const { data: text } = await run('import', script, '--rows-from', file, '--scale', '10', '--json');
      const { tables } = JSON.parse(text).spec;
      expect([tables.shop.num_records, tables.sale.num_records]).toEqual([20, 30]);
    }
  });

  it('counts the rows of a MySQL dump by its own quoting', async () => {
    const script = write('my.sql', 'CREATE TABLE `shop` (a int AUTO_INCREMENT PRIMARY KEY, b text) ENGINE=InnoDB;');
    const file = write('my-data.sql', "-- MySQL dump 10.13\nINSERT INTO `shop` VALUES (1,'it\\'s'),(2,'),(');\n");
    const { data: text } = await run('import', script, '--rows-from', file, '--json');
    expect(JSON.parse(text).spec.tables.shop.num_records).toBe(2);
  });

  it('lets a file of meanings come before the built-in ones', async () => {
    const script = write('named.sql', SCRIPT);
    const rules = write(
      'meanings.yaml',
      "- { names: '.*_label', types: [text], means: a branch, column: { kind: category, values: [north, south] } }",
    );
    const { data } = await run('import', script, '--meanings', rules, '--json');
    expect(JSON.parse(data).spec.tables.shop.columns[1]).toMatchObject({
      values: ['north', 'south'],
      description: 'varchar(30): the name means a branch',
    });
  });

  it('tells sources apart by their names and members', async () => {
    const sources = [
      write('one.csv', 'a,b\n1,x\n'),
      write('two.json', JSON.stringify({ properties: { a: { type: 'integer' } } })),
      write('three.json', JSON.stringify({ fields: [{ name: 'a', type: 'integer' }] })),
      write(
        'four.json',
        JSON.stringify({ METADATA_SPEC_VERSION: 'SINGLE_TABLE_V1', columns: { a: { sdtype: 'numerical' } } }),
      ),
      write('five.sql', 'CREATE TABLE `five` (a int AUTO_INCREMENT PRIMARY KEY) ENGINE=InnoDB;'),
      write('six.sql', 'CREATE TABLE [six] (a INTEGER PRIMARY KEY AUTOINCREMENT);'),
    ];
    for (const source of sources) {
      const { data, exitCode } = await run('import', source, '--json', '-q');
      expect(exitCode).toBe(0);
      expect(Object.keys(JSON.parse(data).spec.tables)).toEqual([path.basename(source).split('.')[0]]);
    }
  });

  it.each([
    [['nowhere.sql'], 4, 'does not exist'],
    [['x.txt'], 2, '--from'],
    [['x.txt', '--from', 'tea'], 2, 'expected one of sql, json-schema'],
    [['x.txt', '--from', 'sdv'], 2, 'is no JSON document'],
    [['x.txt', '--from', 'sql', '--dialect', 'oracle'], 2, 'expected one of postgresql'],
    [['x.txt', '--from', 'sql'], 2, 'has no table'],
    [[], 2, 'expected one source'],
  ])('refuses %j with exit code %i', async ([source, ...options], exitCode, told) => {
    write('x.txt', 'hello');
    const result = await run('import', ...(source === undefined ? [] : [inFolder(source)]), ...options);
    expect(result.exitCode).toBe(exitCode);
    expect(result.notes).toContain(told);
  });
});

describe('tabular schema', () => {
  it('init writes a specification that check accepts and export reads back', async () => {
    expect(await run('init', '-o', inFolder('init.yaml'))).toMatchObject({ exitCode: 0 });
    expect((await run('check', inFolder('init.yaml'))).data).toMatch(/^ok: 2 tables/);
    expect(await run('export', inFolder('init.yaml'), '-o', inFolder('init.sql'))).toMatchObject({ exitCode: 0 });
    expect(await run('import', inFolder('init.sql'), '-o', inFolder('back.yaml'))).toMatchObject({ exitCode: 0 });
    expect(await run('diff', inFolder('init.yaml'), inFolder('back.yaml'))).toMatchObject({ exitCode: 0, data: '' });
  });

  it('check shows the line of a fault', async () => {
    const file = write('bad.yaml', 'schema:\n  a: integger\nnum_records: 3\n');
    const { exitCode, notes } = await run('check', file);
    expect(exitCode).toBe(2);
    expect(notes).toContain('bad.yaml:2:3');
  });

  it('show prints tables, columns and keys', async () => {
    await run('init', '-o', inFolder('show.yaml'));
    const { data } = await run('show', inFolder('show.yaml'), 'purchase');
    expect(data).toMatch(/^purchase {2}[\d,]+ rows\n/);
    expect(data).toMatch(/customer_id +foreign_key +-> customer\(customer_id\) owning/);
    expect(data).toMatch(/purchase_id +sequence +primary key/);
    expect((await run('show', inFolder('show.yaml'), 'nothing')).notes).toContain('there is no table "nothing"');
  });

  it('diff says what changed and exits with 1', async () => {
    const old = write('old.yaml', 'schema: { a: "integer[1:5]", b: string }\nnum_records: 3\n');
    const current = write('new.yaml', 'schema: { a: "integer[1:6]", c: uuid }\nnum_records: 3\n');
    const { exitCode, data } = await run('diff', old, current);
    expect(exitCode).toBe(1);
    expect(data.split('\n')).toEqual(['- data.b', '~ data.a.max: 5 -> 6', '+ data.c', '']);
  });
});
