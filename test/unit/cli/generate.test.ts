import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCommandLine } from '../../../scripts/tabular/command-line.ts';
import { recordTerminal } from '../../support/recorded-terminal.ts';
import { SHOP_SPEC } from '../../support/shop-spec.ts';

let folder: string;
let spec: string;
const inFolder = (name: string) => path.join(folder, name);

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'tabular-generate-'));
  spec = inFolder('spec.yaml');
  writeFileSync(spec, SHOP_SPEC);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function run(...args: string[]) {
  const terminal = recordTerminal();
  const exitCode = await runCommandLine(args, terminal);
  return { exitCode, data: terminal.dataText(), notes: terminal.notesText() };
}

async function digestOf(name: string): Promise<string> {
  return (await run('digest', inFolder(name), '--quiet')).data.trim();
}

describe('tabular generate', () => {
  it('gives the same content for any format, chunk size and number of workers', async () => {
    const variants = [
      ['a.parquet'],
      ['b.parquet', '--chunk-rows', '999', '--workers', '2', '--compression', 'zstd'],
      ['c.csv', '--chunk-rows', '4096'],
      ['d.jsonl'],
      ['e.json'],
      ['f.arrow', '--workers', '1'],
      ['g.csv.gz', '--chunk-rows', '999'],
      ['h.jsonl.zst'],
      ['i.json', '--compression', 'none', '--split-rows', '1100', '--chunk-rows', '300'],
      ['split', '--format', 'csv', '--compression', 'zstd', '--split-bytes', '10k'],
      ['parts', '--format', 'parquet', '--parts', '--chunk-rows', '1000'],
    ];
    const digests = new Set<string>();
    for (const [name, ...options] of variants) {
      const done = await run('generate', '-f', spec, '--seed', '7', '-o', inFolder(name!), ...options);
      expect(done).toMatchObject({ exitCode: 0, data: '' });
      expect(done.notes).toMatch(/^5,000 rows, .* seed 7: /m);
      digests.add(await digestOf(name!));
    }
    expect(digests.size).toBe(1);
    expect([...digests][0]).toMatch(/^[0-9a-f]{64}$/);
  });

  it('draws a seed, prints it, and gives the same content for it again', async () => {
    const { notes } = await run('generate', '-f', spec, '--rows', '100', '-o', inFolder('drawn.csv'));
    const seed = /seed (\d+):/.exec(notes)![1]!;
    await run('generate', '-f', spec, '--rows', '100', '--seed', seed, '-o', inFolder('again.csv'));
    expect(readFileSync(inFolder('again.csv'))).toEqual(readFileSync(inFolder('drawn.csv')));
  });

  it('keeps an output that exists, unless forced', async () => {
    const output = inFolder('kept.csv');
    writeFileSync(output, 'mine');
    expect(await run('generate', '-f', spec, '-o', output)).toEqual({
      exitCode: 5,
      data: '',
      notes: `tabular: ${output} exists already: --force replaces it, or name another file with -o [OBJECT_EXISTS]\n`,
    });
    expect(readFileSync(output, 'utf8')).toBe('mine');
    expect((await run('generate', '-f', spec, '-o', output, '--force')).exitCode).toBe(0);
    expect(readFileSync(output, 'utf8')).toMatch(/^id,buyer,price,paid,at\r\n/);
  });

  it('keeps a folder with content that stands where parts should go, unless forced', async () => {
    await run('generate', '-f', spec, '--parts', '-o', inFolder('kept'));
    expect((await run('generate', '-f', spec, '--parts', '-o', inFolder('kept'))).exitCode).toBe(5);
    expect((await run('generate', '-f', spec, '--parts', '-o', inFolder('kept'), '--force')).exitCode).toBe(0);
    expect(readdirSync(inFolder('kept')).sort()).toContain('manifest.json');
  });

  it.each([
    [['-f', 'SPEC', '-o', 'missing/out.csv'], 4, /^tabular: the folder .*missing does not exist: create it/],
    [['-f', 'nowhere.yaml', '-o', 'out.csv'], 4, /^tabular: the specification .*nowhere.yaml cannot be read/],
    [['-f', 'SPEC'], 2, /^tabular: an output is missing: add -o out.parquet/],
    [['-o', 'out.csv'], 2, /^tabular: a specification is missing: add -f spec.yaml/],
    [['SPEC', '-o', 'out.csv'], 2, /^tabular: unexpected ".*": the specification is given with -f/],
    [['-f', 'SPEC', '-o', 'out.csv', '--rows', 'ten'], 2, /^tabular: --rows ten: expected a whole number/],
    [['-f', 'SPEC', '-o', 'out.csv', '--rws', '1'], 2, /^tabular: unknown option --rws: did you mean --rows\?/],
    [['-f', 'SPEC', '-o', 'out.csv', '--format', 'xls'], 2, /^tabular: --format xls: expected one of parquet/],
    [['-f', 'SPEC', '-o', 'out.csv', '--compression', 'rar'], 2, /^tabular: --compression rar: expected snappy, gzip/],
    [['-f', 'SPEC', '-o', 'out.csv', '--split-rows', '1', '--split-bytes', '1'], 2, /use one of them/],
    [['-f', 'SPEC', '-o', 'out.csv', '--chunk-rows', '2000000'], 2, /^tabular: --chunk-rows 2000000: at most 1048576/],
    [['-f', 'SPEC', '-o', 'out.csv', '--workers', '0'], 2, /^tabular: --workers 0: expected a whole number/],
    [['-f', 'SPEC', '-o', '.'], 2, /is a folder: name a file in it, or add --parts/],
    [['-f', 'SPEC', '-o', 'spec.yaml', '--parts'], 2, /is a file: name a folder/],
  ])('answers %j with exit code %i and one clear line', async (args, exitCode, message) => {
    const placed = args.map((arg) => (arg === 'SPEC' ? spec : /\.(csv|yaml)$|^\.$/.test(arg) ? inFolder(arg) : arg));
    const done = await run('generate', ...placed);
    expect(done).toMatchObject({ exitCode, data: '' });
    expect(done.notes).toMatch(message);
    expect(done.notes.trim().split('\n')).toHaveLength(1);
  });

  it('splits a table into files of so many rows, with a manifest', async () => {
    const options = ['--split-rows', '2k', '--format', 'sql', '--compression', 'gzip'];
    expect(await run('generate', '-f', spec, '-o', inFolder('split-sql'), ...options)).toMatchObject({ exitCode: 0 });
    const manifest = JSON.parse(readFileSync(path.join(inFolder('split-sql'), 'manifest.json'), 'utf8'));
    const files = manifest.tables[0].files as { name: string; row_start: number; row_end: number }[];
    expect(files.map(({ row_start, row_end }) => [row_start, row_end])).toEqual([
      [0, 2_000],
      [2_000, 4_000],
      [4_000, 5_000],
    ]);
    expect(files[1]!.name).toMatch(/\/part-00001\.sql\.gz$/);
    const text = gunzipSync(readFileSync(path.join(inFolder('split-sql'), files[1]!.name))).toString();
    expect(text).toMatch(/^SET client_encoding.*\n.*\nINSERT INTO /);
    expect(text.match(/^INSERT/gm)).toHaveLength(4);
  });

  it('says which members an output does not have, and with which it goes', async () => {
    const refused = async (name: string, ...options: string[]) =>
      (await run('generate', '-f', spec, '-o', inFolder(name), ...options)).notes;
    expect(await refused('out.csv', '--compression', 'snappy')).toMatch(/output.compression.* none, gzip, zstd/);
    expect(await refused('out.parquet', '--compression', 'gzip')).toMatch(/output.compression.* snappy, zstd, none/);
    expect(await refused('out.json', '--dialect', 'mysql')).toMatch(/output.dialect.*no member "dialect"/);
    expect(await refused('out.sql', '--dialect', 'sqlite', '--statement', 'copy')).toMatch(
      /copy is a statement of post/,
    );
    expect(await refused('out', '--parts', '--split-rows', '5')).toMatch(/output.split.*layout parts/);
  });

  it('lists everything that is wrong with a specification, and writes nothing', async () => {
    const faulty = inFolder('faulty.json');
    const schema = { age: 'integer[9:1]', mail: 'emial', x: 'float[1:0]' };
    writeFileSync(faulty, JSON.stringify({ generator_type: 'tabular', num_records: -1, schema }));
    const { exitCode, notes } = await run('generate', '-f', faulty, '-o', inFolder('faulty.csv'));
    expect(exitCode).toBe(2);
    for (const name of ['num_records', 'age', 'mail', 'x']) expect(notes).toMatch(new RegExp(`^  .*${name}.*: `, 'm'));
    expect(existsSync(inFolder('faulty.csv'))).toBe(false);
  });
});

describe('tabular preview', () => {
  it('prints the rows that generate would write first', async () => {
    await run('generate', '-f', spec, '--seed', '7', '-o', inFolder('whole.csv'));
    const whole = readFileSync(inFolder('whole.csv'), 'utf8').split('\r\n');
    const { data } = await run('preview', '-f', spec, '--seed', '7', '--rows', '12', '--format', 'csv');
    expect(data.split('\r\n').slice(0, 13)).toEqual(whole.slice(0, 13));
  });

  it('prints a table for people and JSON for programs', async () => {
    const shown = await run('preview', '-f', spec, '--seed', '7');
    expect(shown.data.trim().split('\n')).toHaveLength(11);
    expect(shown.data).toMatch(/^id +buyer +price +paid +at\n/);
    const rows = JSON.parse((await run('preview', '-f', spec, '--seed', '7', '--json')).data) as unknown[];
    expect(rows).toHaveLength(10);
  });

  it('never prints more rows than there are', async () => {
    const { data } = await run('preview', '-f', spec, '--rows', '6000', '--format', 'jsonl');
    expect(data.trim().split('\n')).toHaveLength(5_000);
  });

  it.each([
    [['--format', 'parquet'], /--format parquet: expected one of table, csv, json, jsonl, sql/],
    [['--rows', '1m'], /--rows 1m: at most 100000; use "tabular generate" for more/],
  ])('refuses %j', async (options, message) => {
    expect(await run('preview', '-f', spec, ...options)).toMatchObject({
      exitCode: 2,
      notes: expect.stringMatching(message),
    });
  });
});

describe('tabular digest', () => {
  it('prints a digest per column, of the rows, and of all', async () => {
    await run('generate', '-f', spec, '--seed', '7', '-o', inFolder('digested.csv'));
    const { data } = await run('digest', inFolder('digested.csv'));
    expect(data).toMatch(/^id +[0-9a-f]{32}\nbuyer +[0-9a-f]{32}\n/);
    expect(data).toMatch(/^\(count\) +5,000\n\(all\) +[0-9a-f]{64}\n$/m);
    const { digest } = JSON.parse((await run('digest', inFolder('digested.csv'), '--json')).data) as { digest: string };
    expect(digest).toBe(await digestOf('digested.csv'));
  });

  it('wants one path that exists', async () => {
    expect(await run('digest')).toMatchObject({
      exitCode: 2,
      notes: expect.stringContaining('expected one file or folder, got 0'),
    });
    expect((await run('digest', inFolder('gone.csv'))).exitCode).toBe(4);
  });
});
