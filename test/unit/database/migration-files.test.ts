import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readMigrations } from '../../../scripts/read-migrations.ts';
import { MIGRATIONS } from '../../../shared/database/generated/migrations.ts';

const UP = '-- release: 1, expand\nCREATE TABLE a (b int);\n';
const files = (entries: Record<string, string>) => new Map(Object.entries(entries));

/** What takes something away from a release that still uses it, outside comments. */
const TIGHTENING =
  /\b(DROP|RENAME|TRUNCATE|SET NOT NULL|SET DATA TYPE|ALTER COLUMN \w+ TYPE|ADD (CONSTRAINT|CHECK|FOREIGN|UNIQUE))\b/i;

describe('the migrations that are embedded', () => {
  it('are those of the folder', () => {
    const folder = 'infra/migrations';
    const names = readdirSync(folder).filter((name) => /\.(up|down)\.sql$/.test(name));
    const texts = new Map(names.map((name) => [name, readFileSync(`${folder}/${name}`, 'utf8')]));
    expect(MIGRATIONS).toEqual(readMigrations(texts));
  });

  it('take nothing away where they say that they only expand', () => {
    const withoutComments = (sql: string) => sql.replaceAll(/--.*$/gm, '');
    // The check of 000002 spans two columns that came with it.
    const expanding = MIGRATIONS.filter(({ phase, number }) => phase === 'expand' && number > 2);
    expect(expanding.filter(({ up }) => TIGHTENING.test(withoutComments(up))).map(({ name }) => name)).toEqual([]);
    expect(TIGHTENING.test('ALTER TABLE jobs DROP COLUMN name')).toBe(true);
  });
});

describe('reading migrations', () => {
  it('takes number, name, release and phase from file and first line', () => {
    const read = readMigrations(files({ '000001_first.up.sql': UP, '000001_first.down.sql': 'DROP TABLE a;\n' }));
    expect(read).toEqual([{ number: 1, name: 'first', release: 1, phase: 'expand', up: UP, down: 'DROP TABLE a;\n' }]);
  });

  it.each([
    ['a gap', { '000002_a.up.sql': UP, '000002_a.down.sql': '' }, 'expected a name like 000001_name.up.sql'],
    ['no way back', { '000001_a.up.sql': UP }, '000001_a.down.sql is missing'],
    ['no release', { '000001_a.up.sql': 'SELECT 1', '000001_a.down.sql': '' }, 'expected a first line like'],
    ['a way back from nowhere', { '000001_a.down.sql': '' }, 'there is no migration up'],
    [
      'releases that go back',
      {
        '000001_a.up.sql': UP.replace('1', '2'),
        '000001_a.down.sql': '',
        '000002_b.up.sql': UP,
        '000002_b.down.sql': '',
      },
      'its release is before',
    ],
  ])('refuses %s', (_, entries, message) => {
    expect(() => readMigrations(files(entries as Record<string, string>))).toThrow(message);
  });
});
