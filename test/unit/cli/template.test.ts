import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCommandLine } from '../../../scripts/tabular/command-line.ts';
import { EXIT_CODES } from '../../../scripts/tabular/exit-codes.ts';
import { recordTerminal } from '../../support/recorded-terminal.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'tabular-template-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function run(...args: string[]) {
  const terminal = recordTerminal();
  const exitCode = await runCommandLine(args, terminal);
  return { exitCode, data: terminal.dataText(), notes: terminal.notesText() };
}

describe('tabular template', () => {
  it('list names every template', async () => {
    const { exitCode, data } = await run('template', 'list');
    expect(exitCode).toBe(EXIT_CODES.ok);
    expect(data).toMatch(/^NAME +WHAT\nbank +Bank accounts and transactions\nretail +Retail orders\ntelemetry +/);
    const listed = JSON.parse((await run('template', 'list', '--json')).data);
    expect(listed.templates.map(({ name }: { name: string }) => name)).toEqual(['bank', 'retail', 'telemetry']);
  });

  it('show prints the page, or all as JSON', async () => {
    expect((await run('template', 'show', 'retail')).data).toBe(readFileSync('docs/templates/retail.md', 'utf8'));
    const { source } = JSON.parse((await run('template', 'show', 'retail', '--json')).data);
    expect(source).toBe(readFileSync('shared/templates/retail.yaml', 'utf8'));
  });

  it('use writes a specification that generates, with its rows multiplied', async () => {
    const file = path.join(folder, 'retail.yaml');
    const written = await run('template', 'use', 'retail', '--scale', '0.01', '-o', file);
    expect(written).toMatchObject({ exitCode: EXIT_CODES.ok, data: '' });
    expect(written.notes).toContain(`next: tabular generate -f ${file}`);
    expect(readFileSync(file, 'utf8')).toContain('    num_records: 53\n');
    expect(await run('schema', 'check', file)).toMatchObject({ exitCode: EXIT_CODES.ok });
    const again = await run('template', 'use', 'retail', '-o', file);
    expect(again.exitCode).not.toBe(EXIT_CODES.ok);
    expect((await run('template', 'use', 'retail', '-o', file, '--force', '-q')).notes).toBe('');
    expect((await run('template', 'use', 'retail')).data).toBe(readFileSync(file, 'utf8'));
  });

  it.each([
    [['use', 'retial'], 'did you mean "retail"?'],
    [['use'], 'expected one template, got 0: use one of bank, retail, telemetry'],
    [['show', 'bank', 'retail'], 'expected one template, got 2'],
    [['use', 'bank', '--scale', '-1'], 'scale'],
    [['use', 'bank', '--scale', '1e9'], '--scale 1e9: expected a number above 0'],
    [['list', 'bank'], 'expected no argument'],
  ])('explains what %j does not say right', async (args, message) => {
    const { exitCode, notes } = await run('template', ...args);
    expect(exitCode).not.toBe(EXIT_CODES.ok);
    expect(notes).toContain(message);
  });
});
