import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { runCommandLine } from '../../scripts/tabular/command-line.ts';
import { EXIT_CODES } from '../../scripts/tabular/exit-codes.ts';
import { MIGRATIONS } from '../../shared/database/generated/migrations.ts';
import { migrationTitle } from '../../shared/database/migration.ts';
import { recordTerminal } from '../support/recorded-terminal.ts';

const folder = mkdtempSync(join(tmpdir(), 'tabular-migrate-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const NEWEST = MIGRATIONS.at(-1)!;

/** Runs `tabular migrate …` on an embedded database of this test. */
async function migrate(...args: string[]) {
  const terminal = recordTerminal({ environment: { TABULAR_DATA_DIR: join(folder, 'data') } });
  const exitCode = await runCommandLine(['migrate', ...args], terminal);
  return { exitCode, data: terminal.dataText(), notes: terminal.notesText() };
}

const recordedSchema = () => JSON.parse(readFileSync(join(folder, 'data/format.json'), 'utf8')).schema;

describe('tabular migrate', () => {
  it('goes up, down and up again, says what it did, and tells scripts whether anything is pending', async () => {
    expect(await migrate('check')).toMatchObject({ exitCode: EXIT_CODES.notFound });
    expect(await migrate('up')).toMatchObject({ exitCode: EXIT_CODES.ok });
    expect(await migrate('check')).toMatchObject({
      exitCode: EXIT_CODES.ok,
      notes: 'the database has every migration\n',
    });

    const last = String(MIGRATIONS.length - 1);
    const unasked = await migrate('down', '--to', last);
    expect(unasked.exitCode).toBe(EXIT_CODES.usage);
    expect(unasked.notes).toContain(`this takes back ${migrationTitle(NEWEST)} with all that they hold; add --yes`);
    expect((await migrate('down', '--yes')).notes).toContain(`--to is needed: a number of 0 to ${MIGRATIONS.length}`);
    expect(await migrate('down', '--to', last, '--yes')).toMatchObject({
      exitCode: EXIT_CODES.ok,
      notes: `took back ${NEWEST.number}\n`,
    });
    expect(recordedSchema()).toBe(NEWEST.number - 1);
    expect(await migrate('check', '--json')).toMatchObject({ exitCode: EXIT_CODES.conflict });
    expect((await migrate('status')).data).toMatch(
      new RegExp(`${migrationTitle(NEWEST)} +${NEWEST.release} +pending\n`),
    );
    expect(JSON.parse((await migrate('up', '--json')).data)).toEqual({ applied: [NEWEST.number] });
    expect(recordedSchema()).toBe(NEWEST.number);
    expect(JSON.parse((await migrate('status', '--json')).data)).toMatchObject({
      release: NEWEST.release,
      is_supported: true,
      pending: [],
    });
  });
});
