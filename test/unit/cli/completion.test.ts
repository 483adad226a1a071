import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { COMMANDS } from '../../../scripts/tabular/command.ts';
import { runCommandLine } from '../../../scripts/tabular/command-line.ts';
import { COMMON_OPTIONS } from '../../../scripts/tabular/parse-options.ts';
import { Compression } from '../../../shared/contracts/spec-document.ts';
import { recordTerminal } from '../../support/recorded-terminal.ts';

async function scriptOf(shell: string): Promise<string> {
  const terminal = recordTerminal();
  expect(await runCommandLine(['completion', shell], terminal)).toBe(0);
  return terminal.dataText();
}

const hasShell = (shell: string) => spawnSync(shell, ['-c', 'true']).status === 0;

describe('tabular completion', () => {
  for (const shell of ['bash', 'zsh', 'fish'])
    it.skipIf(!hasShell(shell))(
      `prints a script that ${shell} can read (skipped where it is not installed)`,
      async () => {
        const folder = mkdtempSync(join(tmpdir(), 'tabular-completion-'));
        onTestFinished(() => rmSync(folder, { recursive: true }));
        const file = join(folder, shell);
        writeFileSync(file, await scriptOf(shell));
        expect(spawnSync(shell, ['-n', file], { encoding: 'utf8' })).toMatchObject({ status: 0, stderr: '' });
      },
    );

  it.each(['bash', 'zsh', 'fish'])('names every command for %s', async (shell) => {
    const script = await scriptOf(shell);
    for (const word of Object.keys(COMMANDS).flatMap((name) => name.split(' '))) expect(script).toContain(word);
  });

  it('refuses a shell it does not know', async () => {
    const terminal = recordTerminal();
    expect(await runCommandLine(['completion', 'csh'], terminal)).toBe(2);
    expect(terminal.notesText()).toContain('expected one shell of bash, zsh, fish');
  });
});

describe.skipIf(!hasShell('bash'))('completion in bash (skipped where it is not installed)', () => {
  let script: string;
  beforeAll(async () => {
    script = await scriptOf('bash');
  });

  /** What Tab offers after these words; the last one is being typed. */
  function offered(...words: string[]): string[] {
    const line = ['tabular', ...words].map((word) => `'${word}'`).join(' ');
    const ask = `COMP_WORDS=(${line}); COMP_CWORD=${words.length}; _tabular; echo "\${COMPREPLY[*]}"`;
    const { stdout, stderr } = spawnSync('bash', ['-c', `${script}\n${ask}`], { encoding: 'utf8' });
    expect(stderr).toBe('');
    return stdout.split(/\s+/).filter((word) => word !== '');
  }

  it('offers the first word of every command', () => {
    expect(offered('')).toEqual([...new Set(Object.keys(COMMANDS).map((name) => name.split(' ')[0]))]);
    expect(offered('ge')).toEqual(['generate']);
  });

  it('offers the verbs of a noun', () => {
    expect(offered('job', '')).toEqual(['list', 'show', 'watch', 'cancel']);
    expect(offered('config', 'c')).toEqual(['check']);
  });

  it.each(Object.keys(COMMANDS))('offers every option of "%s"', async (name) => {
    const { options } = await COMMANDS[name]!.load();
    const all = Object.keys({ ...COMMON_OPTIONS, ...options }).map((option) => `--${option}`);
    expect(offered(...name.split(' '), '--').sort()).toEqual(all.sort());
  });

  it('offers the words of an option that has few, and leaves files to the shell', () => {
    expect(offered('generate', '--compression', '')).toEqual(Compression.options);
    expect(offered('job', 'list', '--state', 'c')).toEqual(['cancelling', 'cancelled']);
    expect(offered('completion', '')).toEqual(['bash', 'zsh', 'fish']);
    expect(offered('generate', '-f', '')).toEqual([]);
    expect(offered('digest', '')).toEqual([]);
  });
});

describe('help', () => {
  it.each(Object.keys(COMMANDS))('names every option of "%s", and no other', async (name) => {
    const { help, options } = await COMMANDS[name]!.load();
    const listed = [...help.matchAll(/^ {2}(?:-\w, )?--([a-z-]+)/gm)].map(([, option]) => option!);
    const own = Object.keys(options);
    expect(own.filter((option) => !listed.includes(option))).toEqual([]);
    expect(listed.filter((option) => !own.includes(option) && !Object.hasOwn(COMMON_OPTIONS, option))).toEqual([]);
  });
});
