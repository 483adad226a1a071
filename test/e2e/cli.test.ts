import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DatasetManifest } from '../../shared/contracts/dataset-manifest.ts';
import { finish, runTabular, startTabular } from '../support/run-tabular.ts';
import { SHOP_SPEC } from '../support/shop-spec.ts';

let folder: string;
let spec: string;
const inFolder = (name: string) => path.join(folder, name);

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'tabular-cli-'));
  spec = inFolder('spec.yaml');
  writeFileSync(spec, SHOP_SPEC);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('tabular generate, as a process', () => {
  it('writes the summary to standard error and nothing to standard output', async () => {
    const done = await runTabular(['generate', '-f', spec, '--seed', '7', '-o', inFolder('a.parquet')]);
    expect(done).toMatchObject({ exitCode: 0, stdout: '' });
    expect(done.stderr).toMatch(/^5,000 rows, .* seed 7: .*a\.parquet$/m);
  });

  it('reads a specification from standard input and prints the manifest when asked for JSON', async () => {
    const options = ['--rows', '1k', '-o', inFolder('json.csv'), '--json', '--quiet'];
    const { stdout, stderr } = await runTabular(['generate', '-f', '-', ...options], { input: SHOP_SPEC });
    expect(DatasetManifest.parse(JSON.parse(stdout)).tables[0]).toMatchObject({ name: 'orders', num_records: 1_000 });
    expect(stderr).toBe('');
    expect(readFileSync(inFolder('json.csv'), 'utf8').split('\r\n')).toHaveLength(1_002);
  });

  it('removes what there is and exits 130 on Ctrl-C', async () => {
    const output = inFolder('interrupted.csv');
    const child = startTabular(['generate', '-f', spec, '--rows', '20m', '-o', output]);
    const finished = finish(child);
    await Promise.race([untilExists(`${output}.partial`), finished]);
    child.kill('SIGINT');
    expect(await finished).toMatchObject({
      exitCode: 130,
      stdout: '',
      stderr: expect.stringMatching(/interrupted\n$/),
    });
    expect(readdirSync(folder).filter((name) => name.startsWith('interrupted'))).toEqual([]);
  });

  it('exits with the documented code and one line of explanation', async () => {
    const done = await runTabular(['generate', '-f', spec, '-o', inFolder('nowhere/out.csv')]);
    expect(done).toMatchObject({ exitCode: 4, stdout: '' });
    expect(done.stderr).toMatch(/^tabular: the folder .*nowhere does not exist: create it.*\n$/);
  });
});

describe('tabular preview, as a process', () => {
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

/** Polls, because nothing else tells that another process has made a file. */
function untilExists(file: string): Promise<void> {
  return new Promise((resolve) => {
    const timer = setInterval(() => {
      if (!existsSync(file)) return;
      clearInterval(timer);
      resolve();
    }, 5);
  });
}
