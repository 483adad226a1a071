import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { runCommandLine } from '../../../scripts/tabular/command-line.ts';
import { recordTerminal } from '../../support/recorded-terminal.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'tabular-places-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What is said about a specification with faults, with the folder left out. */
async function refusal(name: string, content: string, ...options: string[]): Promise<string> {
  const file = path.join(folder, name);
  writeFileSync(file, content);
  const terminal = recordTerminal();
  expect(await runCommandLine(['preview', '-f', file, ...options], terminal)).toBe(2);
  return terminal.notesText().replaceAll(`${folder}/`, '');
}

describe('a specification with faults', () => {
  it('is answered with file, line, column, the line and a caret for each, from top to bottom', async () => {
    const text = await refusal(
      'two.yaml',
      'schema:\n  age: integer[9:1]\n  mail: { kind: email, colour: red }\nnum_records: -4\n',
    );
    const lines = text.split('\n');
    expect(lines[0]).toBe('tabular: the specification has 3 faults [INVALID_SPEC]');
    expect(lines[1]).toMatch(/^ {2}two\.yaml:2:3: schema\.age\.max: max 1 is below min 9; .* \[EMPTY_RANGE\]$/);
    expect(lines.slice(2, 4)).toEqual(['    2 |   age: integer[9:1]', '      |   ^']);
    expect(lines[4]).toMatch(/^ {2}two\.yaml:3:24: schema\.mail\.colour: there is no member "colour"/);
    expect(lines.slice(5, 7)).toEqual([
      '    3 |   mail: { kind: email, colour: red }',
      '      |                        ^',
    ]);
    expect(lines[7]).toMatch(/^ {2}two\.yaml:4:1: num_records: must be 0 to /);
  });

  it('shows the place of its only fault without saying it twice', async () => {
    expect(await refusal('one.json', '{ "schema": { "a": "uuid" } }')).toBe(
      [
        'tabular: num_records: the number of rows is needed [INVALID_SPEC]',
        '  one.json:1:1',
        '    1 | { "schema": { "a": "uuid" } }',
        '      | ^',
        '',
      ].join('\n'),
    );
  });

  it('shows twenty of many and counts the others', async () => {
    const columns = Array.from({ length: 25 }, (_, index) => `  c${index}: nothing\n`).join('');
    const text = await refusal('many.yaml', `num_records: 1\nschema:\n${columns}`);
    expect(text.match(/many\.yaml:/g)).toHaveLength(20);
    expect(text).toMatch(/\n {2}… and 5 more\n$/);
  });

  it('tells programs the place', async () => {
    const text = await refusal('json.yaml', 'schema: { a: uuid, b: nothing }\nnum_records: 1\n', '--json');
    const { error } = JSON.parse(text) as { error: { issues: { path: string; place: unknown }[] } };
    expect(error.issues.map(({ path: where, place }) => [where, place])).toEqual([
      ['schema.b', { file: 'json.yaml', line: 1, column: 20 }],
    ]);
  });
});

describe('a specification that cannot be read', () => {
  it.each([
    ['twice.yaml', 'a: 1\na: 2\n', ['  twice.yaml:2:1', '    2 | a: 2', '      | ^']],
    ['broken.json', '{ "a": 1,\n "b" 2 }', ['  broken.json:2:6', '    2 |  "b" 2 }', '      |      ^']],
  ])('is shown at the place of the fault: %s', async (name, content, expected) => {
    expect((await refusal(name, content)).trimEnd().split('\n').slice(1)).toEqual(expected);
  });
});
