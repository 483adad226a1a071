import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { runCommandLine } from '../../../scripts/tabular/command-line.ts';
import { recordTerminal } from '../../support/recorded-terminal.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'tabular-config-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, content: string): string {
  const file = path.join(folder, name);
  writeFileSync(file, content);
  return file;
}

async function run(environment: Record<string, string>, ...args: string[]) {
  const terminal = recordTerminal({ environment });
  const exitCode = await runCommandLine(args, terminal);
  return { exitCode, data: terminal.dataText(), notes: terminal.notesText() };
}

describe('tabular config show', () => {
  it('tells where each value comes from, and masks secrets', async () => {
    const file = write('good.yaml', 'server: { port: 9000 }\nsecurity: { api_key: a-secret-of-some-length }\n');
    const { exitCode, data } = await run(
      { TABULAR_LOG_LEVEL: 'debug' },
      'config',
      'show',
      '--origin',
      '--config',
      file,
    );
    expect(exitCode).toBe(0);
    expect(data).toMatch(/^server\.port +9000 +.*good\.yaml/m);
    expect(data).toMatch(/^monitoring\.log_level +debug +.*TABULAR_LOG_LEVEL/m);
    expect(data).toMatch(/^server\.host +127\.0\.0\.1 +default$/m);
    expect(data).toMatch(/^security\.api_key +\*+/m);
    expect(data).not.toContain('a-secret');
  });

  it('prints JSON for programs', async () => {
    const { data } = await run({}, 'config', 'show', '--json');
    expect(JSON.parse(data)).toContainEqual({ key: 'server.port', value: 8_000, origin: 'default' });
  });
});

describe('tabular config check', () => {
  it('says that a good configuration is good, on standard error', async () => {
    const file = write('fine.yaml', 'server: { port: 9000 }\n');
    expect(await run({}, 'config', 'check', '--config', file)).toEqual({
      exitCode: 0,
      data: '',
      notes: 'the configuration has no errors\n',
    });
  });

  it('lists every problem of a bad one', async () => {
    const file = write('bad.yaml', 'server: { port: 99999999, prot: 1 }\nmonitoring: { log_level: loud }\n');
    const { exitCode, notes } = await run({}, 'config', 'check', '--config', file);
    expect(exitCode).toBe(1);
    for (const key of ['port', 'prot', 'log_level']) expect(notes).toContain(key);
    expect(notes).toContain('[INVALID_CONFIG]');
  });
});
