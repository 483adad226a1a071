import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../../../scripts/tabular/command.ts';
import { runCommandLine } from '../../../scripts/tabular/command-line.ts';
import { EXIT_CODE_MEANINGS, EXIT_CODES } from '../../../scripts/tabular/exit-codes.ts';
import { recordTerminal } from '../../support/recorded-terminal.ts';

async function run(...args: string[]) {
  const terminal = recordTerminal();
  const exitCode = await runCommandLine(args, terminal);
  return { exitCode, data: terminal.dataText(), notes: terminal.notesText() };
}

describe('the command line', () => {
  it.each([[[]], [['help']], [['--help']], [['-h']]])('explains itself for %j', async (args) => {
    const { exitCode, data, notes } = await run(...args);
    expect(exitCode).toBe(EXIT_CODES.ok);
    for (const name of Object.keys(COMMANDS)) expect(data).toContain(`  ${name} `);
    expect(notes).toBe('');
  });

  it.each(Object.keys(COMMANDS))('explains "%s" with an example before the options', async (name) => {
    const { exitCode, data } = await run(...name.split(' '), '--help');
    expect(exitCode).toBe(EXIT_CODES.ok);
    expect(data).toMatch(new RegExp(`^tabular ${name}.*\\n\\n  tabular ${name}`));
    expect((await run('help', ...name.split(' '))).data).toBe(data);
  });

  it('names the command that was meant, exits as a usage error, and keeps standard output clean', async () => {
    const { exitCode, data, notes } = await run('genrate', '-f', 'x');
    expect(exitCode).toBe(EXIT_CODES.usage);
    expect(data).toBe('');
    expect(notes).toBe('tabular: unknown command "genrate": did you mean "tabular generate"? [INVALID_REQUEST]\n');
    expect((await run('job', 'lst')).notes).toContain('did you mean "tabular job list"?');
    expect((await run('frobnicate')).notes).toContain('see "tabular help"');
  });

  it('explains a group that misses its verb', async () => {
    expect((await run('job')).data).toMatch(/job list.*\n.*job show.*\n.*job watch.*\n.*job cancel/);
    expect((await run('config', '--help')).data).toContain('config check');
  });

  it('lists every exit code with its meaning', async () => {
    const { data } = await run('help', 'exit-codes');
    for (const name of Object.keys(EXIT_CODES) as (keyof typeof EXIT_CODES)[])
      expect(data).toMatch(new RegExp(`^ *${EXIT_CODES[name]}  ${EXIT_CODE_MEANINGS[name]}$`, 'm'));
    expect((await run('help', 'nothing')).exitCode).toBe(EXIT_CODES.notFound);
  });

  it('prints its version, for programs as JSON', async () => {
    expect((await run('--version')).data).toMatch(/^tabular \d+\.\d+\.\d+ \(generation version \d+\)\n$/);
    expect(JSON.parse((await run('version', '--json')).data)).toEqual({
      version: expect.any(String),
      generation_version: expect.any(Number),
    });
  });

  it('prints errors as JSON for programs', async () => {
    const { notes } = await run('version', '--jsn', '--json');
    expect(JSON.parse(notes)).toEqual({
      error: { code: 'INVALID_REQUEST', message: 'unknown option --jsn: did you mean --json?', issues: [] },
    });
  });
});
