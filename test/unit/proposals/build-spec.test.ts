import { describe, expect, it } from 'vitest';
import { readDocument } from '../../../shared/documents/read-document.ts';
import { readPostgresScript } from '../../../shared/imports/postgres-script.ts';
import { buildSpec } from '../../../shared/proposals/build-spec.ts';
import { NAME_MEANINGS, snakeCase } from '../../../shared/proposals/name-meanings.ts';
import { placed, specText } from '../../../shared/proposals/spec-text.ts';
import { normaliseSpec } from '../../../shared/spec/normalise-spec.ts';

async function propose(script: string, rows: Readonly<Record<string, number>> = {}) {
  const schema = await readPostgresScript(script);
  const counts = Object.keys(rows).length === 0 ? {} : { rowCounts: new Map(Object.entries(rows)) };
  const imported = buildSpec(schema, { name: 'x', ...counts });
  const normalised = normaliseSpec(readDocument(specText(imported), 'yaml'), { seed: 1 });
  const rules = normalised.tables.flatMap(({ name, foreign_keys: keys = [] }) =>
    keys.map(({ columns, references, rule }) => `${name}(${columns}) -> ${references}: ${rule.name}`),
  );
  return { ...imported, normalised, rules, notes: imported.notes.map(placed) };
}

const PARENTS = 'CREATE TABLE p (id int PRIMARY KEY); CREATE TABLE q (id int PRIMARY KEY);';

describe('the keys of a proposed specification', () => {
  it('of a bridge: one owns, the other is unique within it', async () => {
    const { rules, spec } = await propose(
      `${PARENTS} CREATE TABLE b (p int REFERENCES p, q int REFERENCES q, PRIMARY KEY (p, q));`,
      { p: 10, q: 100, b: 60 },
    );
    expect(rules).toEqual(['b(p) -> p: owning', 'b(q) -> q: unique_within_owner']);
    expect(spec.tables['b']!.columns[0]).toMatchObject({ children: [3, 9] });
  });

  it('of a bridge with more rows than one parent may own: the other owns', async () => {
    const { rules } = await propose(
      `${PARENTS} CREATE TABLE b (p int REFERENCES p, q int REFERENCES q, PRIMARY KEY (p, q));`,
      { p: 1, q: 20_000, b: 15_000 },
    );
    expect(rules).toEqual(['b(p) -> p: unique_within_owner', 'b(q) -> q: owning']);
  });

  it('that is the primary key: each parent has one row at most', async () => {
    const { rules, normalised, notes } = await propose(
      `${PARENTS} CREATE TABLE one (p int PRIMARY KEY REFERENCES p);`,
      { p: 10, one: 12 },
    );
    expect(rules).toEqual(['one(p) -> p: owning']);
    expect(normalised.tables[2]!.num_records).toBe(10);
    expect(notes).toContain('one: has 10 rows: each row of p has one at most');
  });

  it('that own each other in a circle are drawn, with a note', async () => {
    const { rules, notes } = await propose(`
      CREATE TABLE a (id int PRIMARY KEY, b int UNIQUE);
      CREATE TABLE b (id int PRIMARY KEY, a int UNIQUE REFERENCES a);
      ALTER TABLE a ADD FOREIGN KEY (b) REFERENCES b;`);
    expect(rules).toEqual(['a(b) -> b: owning', 'b(a) -> a: drawn']);
    expect(notes).toContain('b: (a) is a unique key to a, but only one key can own rows');
  });

  it('whose values would come from each other are kept once', async () => {
    const { rules, notes } = await propose(`
      CREATE TABLE a (id int PRIMARY KEY);
      CREATE TABLE b (id int PRIMARY KEY REFERENCES a);
      ALTER TABLE a ADD FOREIGN KEY (id) REFERENCES b;`);
    expect(rules).toEqual(['a(id) -> b: owning']);
    expect(notes.join()).toMatch(/take their values from each other in a circle/);
  });

  it('to the own table form a tree, optional or not', async () => {
    const { rules } = await propose(
      'CREATE TABLE t (id int PRIMARY KEY, up int REFERENCES t, root int NOT NULL REFERENCES t);',
    );
    expect(rules).toEqual(['t(up) -> t: earlier_row', 't(root) -> t: drawn']);
  });

  it('of several columns stand together; a key that shares a column is left out with a note', async () => {
    const { rules, notes } = await propose(`
      CREATE TABLE p (a int, b int, PRIMARY KEY (a, b)); CREATE TABLE q (a int PRIMARY KEY);
      CREATE TABLE c (id int PRIMARY KEY, a int, b int, FOREIGN KEY (a, b) REFERENCES p, FOREIGN KEY (a) REFERENCES q, FOREIGN KEY (b) REFERENCES nowhere);`);
    expect(rules).toEqual(['c(a,b) -> p: drawn']);
    expect(notes).toEqual([
      'p: (a, b) is unique in the source: a alone is made unique',
      'c: the foreign key (a) to q is not kept: another key has one of its columns already',
      'c: the foreign key (b) to nowhere is not kept: there is no such table',
    ]);
  });
});

describe('the values of a proposed specification', () => {
  it('fit the length of their column, whatever the name means', async () => {
    const names = [
      'email',
      'city',
      'first_name',
      'phone',
      'zip',
      'url',
      'status',
      'title',
      'description',
      'password',
      'country',
      'sku',
    ];
    for (const length of [1, 2, 4, 8, 16, 40]) {
      const columns = names.map((name) => `${name} varchar(${length})`).join(', ');
      const { normalised } = await propose(`CREATE TABLE t (${columns});`);
      for (const column of normalised.tables[0]!.columns) {
        if (column.kind === 'string' && column.pattern === undefined)
          expect(column.max_length).toBeLessThanOrEqual(length);
        if (column.kind === 'category')
          for (const value of column.values) expect(value.length).toBeLessThanOrEqual(length);
      }
    }
  });

  it('are unique where the source says so, and a note says where they cannot be', async () => {
    const { spec, notes } = await propose(`
      CREATE TABLE t (id int PRIMARY KEY, email varchar(90) UNIQUE, code varchar(20) UNIQUE, uid uuid UNIQUE, ok boolean UNIQUE,
        digit int UNIQUE CHECK (digit BETWEEN 0 AND 9), name text UNIQUE);`);
    const members = Object.fromEntries(
      spec.tables['t']!.columns.map(({ name, kind, unique }) => [name, [kind, unique]]),
    );
    expect(members).toEqual({
      id: ['sequence', undefined],
      email: ['email', undefined],
      code: ['string', true],
      uid: ['uuid', undefined],
      ok: ['boolean', undefined],
      digit: ['integer', undefined],
      name: ['template', undefined],
    });
    expect(notes.map((note) => note.split(':')[0])).toEqual(['t.ok', 't.digit']);
  });

  it('keep their reason', async () => {
    const { spec } = await propose(
      "CREATE TABLE t (email varchar(50) DEFAULT 'x'); COMMENT ON COLUMN t.email IS 'where to write';",
    );
    expect(spec.tables['t']!.columns[0]).toMatchObject({
      description: "where to write; varchar(50): the name means an e-mail address; default 'x'",
    });
  });
});

describe('the text of a proposed specification', () => {
  it('is read back for any name of a table or column, with every note in it', async () => {
    const names = ['7', '12', '__proto__', 'a: b', '# x', 'yes', 'two\\nlines', '"', "it's", 'null', '- a'];
    const script = names.map(
      (name) => `CREATE TABLE "${name.replaceAll('"', '""')}" ("${name.replaceAll('"', '""')}" tsvector);`,
    );
    const { normalised, notes } = await propose(script.join('\n'));
    expect(normalised.tables.map(({ name, columns }) => [name, columns[0]!.name])).toEqual(
      expect.arrayContaining(names.map((name) => [name, name])),
    );
    expect(notes).toHaveLength(names.length);
  });
});

describe('the meanings of names', () => {
  it('are regular expressions, and columns that the language takes', () => {
    for (const { names, types, column } of NAME_MEANINGS) {
      expect(() => new RegExp(names)).not.toThrow();
      if (types.includes('text')) normaliseSpec({ schema: { a: column }, num_records: 1 }, { seed: 1 });
    }
  });

  it.each([
    ['CustomerID', 'customer_id'],
    ['firstName', 'first_name'],
    ['HTTPStatus-Code', 'http_status_code'],
    ['a b', 'a_b'],
  ])('read %s as %s', (name, snake) => {
    expect(snakeCase(name)).toBe(snake);
  });
});
