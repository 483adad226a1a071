import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { runTabular } from '../support/run-tabular.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'tabular-demo-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const runDemo = () => runTabular(['demo', '--rows', '300k'], { environment: { TABULAR_DATA_DIR: folder } });
const lineOf = (stdout: string, name: string) => new RegExp(`^${name} +(.*)$`, 'm').exec(stdout)?.[1] ?? '';

describe('tabular demo', () => {
  it('makes one file, reads it back, and says on the second run that the digest is the same', async () => {
    const first = await runDemo();
    expect(first).toMatchObject({ exitCode: 0 });
    expect(lineOf(first.stdout, 'rows')).toBe('300,000');
    expect(lineOf(first.stdout, 'value digest')).toMatch(/^[0-9a-f]{64}$/);
    const file = lineOf(first.stdout, 'file');
    expect(existsSync(file)).toBe(true);
    expect(first.stdout).toMatch(/^Run it again: the digest will be the same\.$/m);

    const second = await runDemo();
    expect(lineOf(second.stdout, 'value digest')).toBe(lineOf(first.stdout, 'value digest'));
    expect(second.stdout).toMatch(/^The digest is the same as last time\.$/m);
    // The first run's dataset made room for the second one's.
    expect(existsSync(file)).toBe(false);
  });

  it('ships the workload that the benchmark measures', () => {
    expect(readFileSync('docs/examples/w1.yaml', 'utf8')).toBe(readFileSync('test/fixtures/w1.yaml', 'utf8'));
  });
});
