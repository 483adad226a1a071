import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCommandLine } from '../../../scripts/tabular/command-line.ts';
import { DatasetManifest } from '../../../shared/contracts/dataset-manifest.ts';
import { recordTerminal } from '../../support/recorded-terminal.ts';

const SPEC = `
seed: 7
tables:
  customers:
    num_records: 300
    primary_key: id
    columns: { id: { kind: sequence, start: 1 }, name: full_name }
  orders:
    columns:
      id: sequence
      customer_id: { kind: foreign_key, references: customers, children: [0, 5] }
`;

let folder: string;
let spec: string;
const inFolder = (...names: string[]) => path.join(folder, ...names);

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'tabular-tables-'));
  spec = inFolder('shop.yaml');
  writeFileSync(spec, SPEC);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function run(...args: string[]) {
  const terminal = recordTerminal();
  const exitCode = await runCommandLine(args, terminal);
  return { exitCode, data: terminal.dataText(), notes: terminal.notesText() };
}

const rowsOf = (file: string) => readFileSync(file, 'utf8').trim().split('\r\n').slice(1);

describe('tabular generate of several tables', () => {
  it('makes a folder with one file per table and the manifest, and leaves nothing beside it', async () => {
    const made = await run('generate', '-f', spec, '--format', 'csv', '-o', `${inFolder('shop')}/`);
    expect(made).toMatchObject({ exitCode: 0, data: '' });
    expect(readdirSync(inFolder('shop')).sort()).toEqual(['customers.csv', 'manifest.json', 'orders.csv']);
    expect(existsSync(`${inFolder('shop')}.partial`)).toBe(false);
    const manifest = DatasetManifest.parse(JSON.parse(readFileSync(inFolder('shop', 'manifest.json'), 'utf8')));
    const orders = rowsOf(inFolder('shop', 'orders.csv'));
    expect(manifest.tables.map(({ name, num_records }) => [name, num_records])).toEqual([
      ['customers', 300],
      ['orders', orders.length],
    ]);
    const customers = new Set(rowsOf(inFolder('shop', 'customers.csv')).map((row) => row.split(',')[0]));
    expect(orders.filter((row) => !customers.has(row.split(',')[1]))).toEqual([]);
  });

  it('keeps a folder with content, replaces a dataset when forced, and never deletes other things', async () => {
    const options = ['-f', spec, '--format', 'jsonl', '-o', inFolder('again')];
    expect((await run('generate', ...options)).exitCode).toBe(0);
    expect(await run('generate', ...options)).toMatchObject({
      exitCode: 5,
      notes: expect.stringMatching(/again exists already: --force replaces it, or name another folder with -o/),
    });
    expect((await run('generate', ...options, '--force')).exitCode).toBe(0);
    mkdirSync(inFolder('mine'));
    writeFileSync(inFolder('mine', 'letter.txt'), 'dear');
    expect(await run('generate', '-f', spec, '-o', inFolder('mine'), '--force')).toMatchObject({
      exitCode: 2,
      notes: expect.stringMatching(/mine holds other things than a dataset, which --force would delete/),
    });
    expect(readFileSync(inFolder('mine', 'letter.txt'), 'utf8')).toBe('dear');
  });

  it('multiplies the rows that are stated, and those that parents own with them', async () => {
    const rows = async (...options: string[]) => {
      const { data } = await run('generate', '-f', spec, '-o', inFolder('scaled'), '--json', '--force', ...options);
      return DatasetManifest.parse(JSON.parse(data)).tables.map(({ num_records }) => num_records);
    };
    const [customers, orders] = await rows();
    const scaled = await rows('--scale', '2.5');
    expect([customers, scaled[0]]).toEqual([300, 750]);
    expect(scaled[1]).toBeGreaterThan(2 * orders!);
    expect(await run('generate', '-f', spec, '-o', inFolder('x'), '--scale', '0')).toMatchObject({ exitCode: 2 });
    expect(await run('generate', '-f', spec, '-o', inFolder('x'), '--scale', '2', '--rows', '5')).toMatchObject({
      exitCode: 2,
      notes: expect.stringContaining('--rows and --scale: use one of them'),
    });
  });

  it('refuses a file where the folder should be', async () => {
    expect(await run('generate', '-f', spec, '-o', spec)).toMatchObject({
      exitCode: 2,
      notes: expect.stringMatching(/shop\.yaml is a file: name a folder/),
    });
  });
});

describe('tabular preview of several tables', () => {
  it('shows every table, as aligned text, as JSON and as SQL', async () => {
    expect((await run('preview', '-f', spec, '--rows', '2')).data).toMatch(
      /^customers\n *id +name\n( +\d.*\n){2}\norders\n *id +customer_id\n( *\d.*\n){2}$/,
    );
    const shown = JSON.parse((await run('preview', '-f', spec, '--rows', '2', '--json')).data);
    expect(shown).toMatchObject({ customers: [{ id: 1 }, { id: 2 }], orders: [{ id: 0 }, { id: 1 }] });
    const { data } = await run('preview', '-f', spec, '--rows', '2', '--format', 'sql');
    expect(data.match(/INSERT INTO "\w+"/g)).toEqual(['INSERT INTO "customers"', 'INSERT INTO "orders"']);
  });

  it('shows the table that is named, and needs a name for formats that hold one', async () => {
    await run('generate', '-f', spec, '--format', 'csv', '-o', inFolder('whole'));
    expect(await run('preview', '-f', spec, '--format', 'csv')).toMatchObject({
      exitCode: 2,
      notes: expect.stringContaining('--format csv shows one table: add --table with one of customers, orders'),
    });
    const { data } = await run('preview', '-f', spec, '--table', 'orders', '--format', 'csv', '--rows', '5');
    expect(data.trim().split('\r\n').slice(1)).toEqual(rowsOf(inFolder('whole', 'orders.csv')).slice(0, 5));
    expect(await run('preview', '-f', spec, '--table', 'order')).toMatchObject({
      exitCode: 2,
      notes: expect.stringContaining('--table order: the specification has customers, orders'),
    });
  });

  it('leaves hidden columns out and writes nested values as JSON', async () => {
    const nested = inFolder('nested.yaml');
    writeFileSync(
      nested,
      'num_records: 2\nschema: { a: { kind: sequence, hidden: true }, b: { kind: json, value: { c: constant(5) } } }\n',
    );
    expect((await run('preview', '-f', nested)).data).toBe('b\n{"c":5}\n{"c":5}\n');
  });
});
