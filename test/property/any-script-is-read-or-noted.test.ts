import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readDocument } from '../../shared/documents/read-document.ts';
import { readDialectScript } from '../../shared/imports/dialect-script.ts';
import { readPostgresScript } from '../../shared/imports/postgres-script.ts';
import { buildSpec } from '../../shared/proposals/build-spec.ts';
import { specText } from '../../shared/proposals/spec-text.ts';

const SCRIPT = `
CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE DOMAIN year AS integer CHECK (VALUE >= 1901 AND VALUE <= 2155);
CREATE TABLE "a b" (id int PRIMARY KEY, m mood, y year DEFAULT 1999, n numeric(5,2) CHECK (n BETWEEN 1 AND 9));
CREATE TABLE c (id int REFERENCES "a b"(id) ON DELETE SET NULL, k varchar(8) UNIQUE, PRIMARY KEY (id, k), CHECK (k IN ('x', 'y') OR id > 3));
ALTER TABLE c ADD CONSTRAINT f FOREIGN KEY (id) REFERENCES "a b";
COMMENT ON COLUMN c.k IS 'tabular: {"kind": "uuid"}';
INSERT INTO c VALUES (1, 'a;b'), (2, $$c$$);
`;
const TOKENS = [
  "'",
  '"',
  '`',
  '(',
  ')',
  ';',
  ',',
  '--',
  '/*',
  '*/',
  '$$',
  '[',
  'NOT NULL',
  'CHECK',
  'KEY',
  '9999999999999999999999',
  'NULL',
  '\\',
  '::',
  '\0',
  '€',
  'tabular: {',
];

const cut = fc.record({
  at: fc.nat({ max: SCRIPT.length }),
  length: fc.nat({ max: 12 }),
  put: fc.oneof(fc.constantFrom(...TOKENS), fc.string({ maxLength: 4 })),
});
const mutated = fc
  .array(cut, { minLength: 1, maxLength: 4 })
  .map((cuts) => cuts.reduce((text, { at, length, put }) => text.slice(0, at) + put + text.slice(at + length), SCRIPT));

describe('any script', () => {
  it.each(['postgresql', 'mysql', 'sqlite'] as const)(
    'of %s is read, and what is not becomes a note',
    async (dialect) => {
      let tables = 0;
      await fc.assert(
        fc.asyncProperty(mutated, async (script) => {
          const schema =
            dialect === 'postgresql' ? await readPostgresScript(script) : await readDialectScript(script, dialect);
          const imported = buildSpec(schema, { name: 'x' });
          const text = specText(imported);
          if (Object.keys(imported.spec.tables).length > 0) expect(readDocument(text, 'yaml')).toHaveProperty('tables');
          tables += schema.tables.length;
        }),
        { numRuns: 150, seed: 20_260_106 },
      );
      expect(tables).toBeGreaterThan(100);
    },
  );

  it.each([
    ['parentheses', `${'('.repeat(5_000)}a > 0${')'.repeat(5_000)}`],
    ['alternatives', Array.from({ length: 20_000 }, () => 'a > 0').join(' OR ')],
    ['conditions', Array.from({ length: 20_000 }, (_, i) => `a <> ${i}`).join(' AND ')],
    ['terms', `${'a + '.repeat(20_000)} a > 0`],
  ])('with a check of thousands of %s keeps its other tables', async (_what, check) => {
    const script = `CREATE TABLE deep (a int CHECK (${check})); CREATE TABLE t (a int);`;
    const { spec, notes } = buildSpec(await readPostgresScript(script), { name: 'x' });
    expect(Object.keys(spec.tables)).toContain('t');
    expect(spec.tables['deep']?.['checks'] === undefined ? notes.length : 1).toBeGreaterThan(0);
    const { tables } = await readDialectScript(script, 'mysql');
    expect(tables.map(({ name }) => name)).toContain('t');
  });
});
