import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DatasetManifest } from '../../shared/contracts/dataset-manifest.ts';
import { finish, runTabular, startTabular } from '../support/run-tabular.ts';

const SPEC = `
spec_version: 1
generator_type: tabular
name: shop
tables:
  orders:
    num_records: 5000
    entities: { buyer: { kind: person } }
    columns:
      id: { kind: sequence, start: 1 }
      buyer: { kind: full_name, entity: buyer }
      price: { kind: decimal, min: 1, max: 500, null_rate: 0.1 }
      paid: boolean
      at: datetime
`;

let folder: string;
let spec: string;
const inFolder = (name: string) => path.join(folder, name);

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'tabular-cli-'));
  spec = inFolder('spec.yaml');
  writeFileSync(spec, SPEC);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function digestOf(output: string): Promise<string> {
  const { stdout, stderr } = await runTabular(['digest', output, '--json']);
  expect(stderr).toBe('');
  return (JSON.parse(stdout) as { digest: string }).digest;
}

describe('tabular generate', () => {
  it('gives the same content for any format, chunk size and number of workers', async () => {
    const variants = [
      ['a.parquet'],
      ['b.parquet', '--chunk-rows', '999', '--workers', '2'],
      ['c.csv', '--chunk-rows', '4096'],
      ['d.arrow', '--workers', '1'],
      ['parts', '--format', 'parquet', '--parts', '--chunk-rows', '1000'],
    ];
    const digests = [];
    for (const [name, ...options] of variants) {
      const done = await runTabular(['generate', '-f', spec, '--seed', '7', '-o', inFolder(name!), ...options]);
      expect(done).toMatchObject({ exitCode: 0, stdout: '' });
      expect(done.stderr).toMatch(/^5,000 rows, .* seed 7: /);
      digests.push(await digestOf(inFolder(name!)));
    }
    expect(new Set(digests).size).toBe(1);
    expect(digests[0]).toMatch(/^[0-9a-f]{64}$/);
  });

  it('prints nothing when quiet and the manifest when asked for JSON', async () => {
    const quiet = await runTabular(['generate', '-f', spec, '-o', inFolder('quiet.csv'), '--quiet']);
    expect(quiet).toEqual({ exitCode: 0, stdout: '', stderr: '' });
    const json = await runTabular(['generate', '-f', '-', '--rows', '1k', '-o', inFolder('json.csv'), '--json'], {
      input: SPEC,
    });
    const manifest = DatasetManifest.parse(JSON.parse(json.stdout));
    expect(manifest.tables[0]).toMatchObject({ name: 'orders', num_records: 1_000 });
    expect(readFileSync(inFolder('json.csv'), 'utf8').split('\r\n')).toHaveLength(1_002);
  });

  it('never touches an output that exists, unless forced', async () => {
    const output = inFolder('kept.csv');
    writeFileSync(output, 'mine');
    const refused = await runTabular(['generate', '-f', spec, '-o', output]);
    expect(refused.exitCode).toBe(5);
    expect(refused.stderr).toBe(
      `tabular: ${output} exists already: --force replaces it, or name another file with -o [OBJECT_EXISTS]\n`,
    );
    expect(readFileSync(output, 'utf8')).toBe('mine');
    expect((await runTabular(['generate', '-f', spec, '-o', output, '--force'])).exitCode).toBe(0);
    expect(readFileSync(output, 'utf8')).toMatch(/^id,buyer,price,paid,at\r\n/);
  });

  it.each([
    [
      ['generate', '-f', 'SPEC', '-o', 'missing/out.csv'],
      4,
      /^tabular: the folder .*missing does not exist: create it/,
    ],
    [
      ['generate', '-f', 'nowhere.yaml', '-o', 'out.csv'],
      4,
      /^tabular: the specification .*nowhere.yaml cannot be read/,
    ],
    [['generate', '-f', 'SPEC'], 2, /^tabular: an output is missing: add -o out.parquet/],
    [['generate', '-o', 'out.csv'], 2, /^tabular: a specification is missing: add -f spec.yaml/],
    [['generate', '-f', 'SPEC', '-o', 'out.csv', '--rows', 'ten'], 2, /^tabular: --rows ten: expected a whole number/],
    [
      ['generate', '-f', 'SPEC', '-o', 'out.csv', '--rws', '1'],
      2,
      /^tabular: unknown option --rws: did you mean --rows\?/,
    ],
    [
      ['generate', '-f', 'SPEC', '-o', 'out.csv', '--format', 'xls'],
      2,
      /^tabular: --format xls: expected one of parquet/,
    ],
    [['generate', '-f', 'SPEC', '-o', '.'], 2, /is a folder: name a file in it, or add --parts/],
  ])('answers %j with exit code %i and one clear message', async (args, exitCode, message) => {
    const placed = args.map((arg) => (arg === 'SPEC' ? spec : /\.(csv|yaml)$|^\.$/.test(arg) ? inFolder(arg) : arg));
    const done = await runTabular(placed);
    expect(done).toMatchObject({ exitCode, stdout: '' });
    expect(done.stderr).toMatch(message);
    expect(done.stderr.trim().split('\n')).toHaveLength(1);
  });

  it('lists everything that is wrong with a specification at once', async () => {
    const faulty = `{"generator_type":"tabular","num_records":-1,"schema":{"age":"integer[9:1]","mail":"emial","x":"float[1:0]"}}`;
    const done = await runTabular(['generate', '-f', '-', '-o', inFolder('faulty.csv')], { input: faulty });
    expect(done.exitCode).toBe(2);
    for (const name of ['num_records', 'age', 'mail', 'x'])
      expect(done.stderr).toMatch(new RegExp(`^  .*${name}.*: `, 'm'));
    expect(existsSync(inFolder('faulty.csv'))).toBe(false);
  });

  it('removes what there is and exits 130 on Ctrl-C', async () => {
    const output = inFolder('interrupted.csv');
    const child = startTabular(['generate', '-f', spec, '--rows', '500m', '-o', output]);
    const finished = finish(child);
    await new Promise<void>((resolve) => {
      const timer = setInterval(() => {
        if (!existsSync(`${output}.partial`)) return;
        clearInterval(timer);
        resolve();
      }, 5);
    });
    child.kill('SIGINT');
    expect(await finished).toMatchObject({
      exitCode: 130,
      stdout: '',
      stderr: expect.stringMatching(/interrupted\n$/),
    });
    expect(readdirSync(folder).filter((name) => name.startsWith('interrupted'))).toEqual([]);
  });
});

describe('tabular preview', () => {
  it('prints the rows that generate would write first', async () => {
    await runTabular(['generate', '-f', spec, '--seed', '7', '-o', inFolder('whole.csv')]);
    const whole = readFileSync(inFolder('whole.csv'), 'utf8').split('\r\n');
    const { stdout } = await runTabular(['preview', '-f', spec, '--seed', '7', '--rows', '12', '--format', 'csv']);
    expect(stdout.split('\r\n').slice(0, 13)).toEqual(whole.slice(0, 13));
    const { stdout: shown } = await runTabular(['preview', '-f', spec, '--seed', '7']);
    expect(shown.trim().split('\n')).toHaveLength(11);
  });

  it('stops quietly when its reader leaves', () => {
    const { stdout, stderr, status } = spawnSync(
      'sh',
      ['-c', `"${process.execPath}" scripts/tabular/main.ts preview -f "${spec}" --rows 5000 --format csv | head -n 2`],
      { encoding: 'utf8' },
    );
    expect({ status, stderr, lines: stdout.trim().split('\n').length }).toEqual({ status: 0, stderr: '', lines: 2 });
  });
});

describe('bin.mjs', () => {
  const hostNode = findHostNode();

  it.skipIf(hostNode === undefined)(
    're-executes itself under the local Node (skipped where the host has no other Node)',
    () => {
      const run = (...args: string[]) =>
        spawnSync(hostNode!, ['scripts/tabular/bin.mjs', ...args], { encoding: 'utf8' });
      expect(run('version')).toMatchObject({ status: 0, stdout: expect.stringMatching(/^tabular \d/) });
      expect(run('nonsense')).toMatchObject({ status: 2, stdout: '' });
    },
  );

  /** A Node on the path that is not ours. */
  function findHostNode(): string | undefined {
    const found = spawnSync('sh', ['-c', 'which -a node'], { encoding: 'utf8' }).stdout.trim().split('\n');
    return found.find((name) => !name.includes('node_modules') && existsSync(name) && majorOf(name) !== 26);
  }

  function majorOf(node: string): number {
    return Number(/^v(\d+)/.exec(execFileSync(node, ['--version'], { encoding: 'utf8' }))?.[1]);
  }
});
