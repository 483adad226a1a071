import { describe, expect, it } from 'vitest';
import type { AppError } from '../../../../shared/errors/app-error.ts';
import { bindSpec, bindTables, generatedValues } from '../../../support/generated-values.ts';
import type { Value } from '../../../support/vector-values.ts';

const ROWS = 600;

function valuesOf(schema: Record<string, unknown>, rows = ROWS): Record<string, Value[]> {
  const bound = bindSpec({ schema, num_records: rows });
  const values = generatedValues(bound, 0, rows);
  return Object.fromEntries(bound.program.columns.map(({ name }, index) => [name, values[index]!]));
}

/** What one formula gives for row after row. */
function derived(expression: string, type?: string): Value[] {
  const column = { kind: 'derived', expression, ...(type !== undefined && { type }) };
  return valuesOf({ made: column }, 8)['made']!;
}

const typeOf = (schema: Record<string, unknown>) =>
  Object.fromEntries(
    bindSpec({ schema, num_records: 1 }).program.columns.map(({ name, type }) => [name, JSON.stringify(type)]),
  );

describe('a derived column', () => {
  it.each<[string, string, (number | null)[]]>([
    ['row + 0.5', 'integer', [0, 2, 2, 4, 4, 6, 6, 8]],
    ['-row - 0.5', 'long', [0, -2, -2, -4, -4, -6, -6, -8]],
    ['row / 8', 'decimal(3,2)', [0, 12, 25, 38, 50, 62, 75, 88]],
    ['row * 400', 'decimal(3,0)', [0, 400, 800, null, null, null, null, null]],
    ['(row - 4) * 1e9', 'integer', [null, null, -2e9, -1e9, 0, 1e9, 2e9, null]],
    ['row * 1e38', 'float', [0, Math.fround(1e38), Math.fround(2e38), Math.fround(3e38), null, null, null, null]],
    ['1 / (row - 3)', 'double', [-1 / 3, -1 / 2, -1, null, 1, 1 / 2, 1 / 3, 1 / 4]],
  ])('%s as %s rounds half to even, and is null where the type ends', (expression, type, expected) => {
    const made = derived(expression, type);
    expect(made.map((value) => (value === null ? null : Number(value)))).toEqual(expected);
  });

  it('has the type of its formula, or that of the column that it names', () => {
    const schema = {
      plan: 'category(a,b)',
      price: { kind: 'decimal', precision: 9, scale: 3, max: 10 },
      same: { kind: 'derived', expression: 'price' },
      coded: { kind: 'derived', expression: 'plan' },
      text: { kind: 'derived', expression: 'upper(plan)' },
      number: { kind: 'derived', expression: 'price * 2' },
      truth: { kind: 'derived', expression: "plan = 'a'" },
      day: { kind: 'derived', expression: "date '2024-01-01'" },
      at: { kind: 'derived', expression: "timestamp '2024-01-01T00:00:00Z'" },
    };
    expect(typeOf(schema)).toMatchObject({
      same: '{"name":"decimal","precision":9,"scale":3}',
      coded: '{"name":"enum"}',
      text: '{"name":"string"}',
      number: '{"name":"float64"}',
      truth: '{"name":"boolean"}',
      day: '{"name":"date"}',
      at: '{"name":"timestamp","unit":"us","isUtc":true}',
    });
  });

  it('reads columns before their nulls, and hidden ones', () => {
    const a = { kind: 'integer', min: 1, max: 9, null_rate: 0.5 };
    const { a: seen, twice } = valuesOf({ a, twice: { kind: 'derived', expression: 'a * 2' } });
    expect(twice).not.toContain(null);
    for (const [row, value] of seen!.entries()) if (value !== null) expect(twice![row]).toBe(Number(value) * 2);
    const hidden = valuesOf({ a: { ...a, hidden: true }, twice: { kind: 'derived', expression: 'a * 2' } });
    expect(Object.keys(hidden)).toEqual(['twice']);
    expect(hidden['twice']).toEqual(twice);
  });

  it('stands anywhere among the columns that it reads', () => {
    const columns = { a: 'integer[1:9]', sum: { kind: 'derived', expression: 'a + b' }, b: 'integer[1:9]' };
    const { a, b, sum } = valuesOf(columns);
    expect(sum).toEqual(a!.map((value, row) => Number(value) + Number(b![row])));
    const chain = { c: { kind: 'derived', expression: 'd + 1' }, d: { kind: 'derived', expression: 'row * 10' } };
    expect(valuesOf(chain, 3)['c']).toEqual([1, 11, 21]);
  });

  it('draws numbers of its own with random(), each column others', () => {
    const { x, y } = valuesOf({
      x: { kind: 'derived', expression: 'random()' },
      y: { kind: 'derived', expression: 'random()' },
    });
    expect(new Set([...x!, ...y!]).size).toBe(2 * ROWS);
  });

  it('refuses text that no page has room for, naming the row', () => {
    const long = { kind: 'derived', expression: "repeat('abcdefghij', case when row = 5 then 103 else 1 end)" };
    const refused = (): AppError => {
      try {
        valuesOf({ long });
      } catch (thrown) {
        return thrown as AppError;
      }
      throw new Error('the text was written');
    };
    expect([refused().code, refused().message]).toEqual(['VALUE_TOO_LONG', expect.stringMatching(/^long, row 5: /)]);
  });

  it('reads the columns of parents, with the nulls that they have there', () => {
    const parent = {
      num_records: 50,
      primary_key: 'id',
      columns: { id: 'sequence', x: { kind: 'integer', min: 0, max: 9, null_when: 'x > 6' }, name: 'full_name' },
    };
    const child = {
      num_records: 300,
      columns: {
        p: { kind: 'foreign_key', references: 'parent.id' },
        x: { kind: 'derived', expression: 'parent.x + 1' },
        hello: { kind: 'template', template: 'Dear {parent.name|upper}' },
      },
    };
    const [parents, children] = bindTables({ tables: { parent, child } }).map((bound, index) =>
      generatedValues(bound, 0, index === 0 ? 50 : 300),
    );
    const [rows, xs, hellos] = children!;
    const parentOf = (row: number, column: number) => parents![column]![Number(rows![row])]!;
    expect(xs).toEqual(rows!.map((_, row) => (parentOf(row, 1) === null ? null : Number(parentOf(row, 1)) + 1)));
    expect(xs).toContain(null);
    expect(hellos).toEqual(rows!.map((_, row) => `Dear ${String(parentOf(row, 2)).toUpperCase()}`));
  });
});

describe('null_when', () => {
  it('makes null what is true, and neither what is false nor what is unknown', () => {
    const b = { kind: 'derived', expression: 'nullif(a, 3)' };
    const c = { kind: 'integer', min: 0, max: 5, null_when: 'b > 4' };
    const { a, c: seen } = valuesOf({ a: 'integer[0:9]', b, c });
    expect(seen!.map((value) => value === null)).toEqual(a!.map((value) => Number(value) > 4));
  });

  it('changes no value, and adds to null_rate', () => {
    const column = { kind: 'string', null_rate: 0.3 };
    const { s: without } = valuesOf({ a: 'integer[0:9]', s: column });
    const { a, s } = valuesOf({ a: 'integer[0:9]', s: { ...column, null_when: 'a = 0' } });
    expect(s).toEqual(without!.map((value, row) => (a![row] === 0 ? null : value)));
  });

  it.each(['boolean', 'uuid', 'datetime?', 'full_name', 'template(n{row})', 'category(a,b)', 'decimal(9,2)'])(
    'is taken by %s',
    (kind) => {
      const spec = { kind: kind.replace(/[?(].*/, ''), null_when: 'a > 4' };
      const members = { template: { template: 'n{row}' }, category: { values: ['a', 'b'] } };
      const more = members[spec.kind as keyof typeof members] ?? {};
      const { a, c } = valuesOf({ a: 'integer[0:9]', c: { ...spec, ...more } });
      expect(c!.map((value) => value === null)).toEqual(a!.map((value) => Number(value) > 4));
    },
  );
});

describe('a template of columns', () => {
  it('writes each as the text formats do', () => {
    const schema = {
      n: { kind: 'derived', expression: '(row - 1) * 7', type: 'integer' },
      money: { kind: 'derived', expression: '(row - 1) * 0.5', type: 'decimal(6,2)' },
      real: { kind: 'derived', expression: 'row / 4' },
      on: { kind: 'derived', expression: 'row = 1' },
      day: { kind: 'derived', expression: "date '2024-02-28' + days(row)" },
      at: { kind: 'derived', expression: "timestamp '2024-01-01T00:00:00Z' + hours(row)" },
      word: { kind: 'constant', value: 'Ärger' },
      text: { kind: 'template', template: '{n:03}|{money}|{real}|{on}|{day}|{at}|{word|upper}|{row:02}|{{}}' },
    };
    expect(valuesOf(schema, 3)['text']).toEqual([
      '-007|-0.50|0|false|2024-02-28|2024-01-01T00:00:00.000000Z|ÄRGER|00|{}',
      '000|0.00|0.25|true|2024-02-29|2024-01-01T01:00:00.000000Z|ÄRGER|01|{}',
      '007|0.50|0.5|false|2024-03-01|2024-01-01T02:00:00.000000Z|ÄRGER|02|{}',
    ]);
  });
});

/** The member is a word of the language, and nothing awaits a branch. */
const branch = (condition: string, column: unknown) =>
  Object.fromEntries([
    ['if', condition],
    ['then', column],
  ]);

describe('a conditional column', () => {
  const plans = { plan: 'category(free,pro,other)' };

  it('takes each row from the first branch whose condition holds', () => {
    const when = [branch("plan = 'free'", 'constant(0)'), branch("plan in ('free', 'pro')", 'integer[10:20]')];
    const { plan, price } = valuesOf({ ...plans, price: { kind: 'conditional', when, else: 'integer[100:200]' } });
    const classOf = (value: number) => (value === 0 ? 'free' : value <= 20 ? 'pro' : 'other');
    expect(price!.map((value) => classOf(Number(value)))).toEqual(plan);
  });

  it('goes past a condition that is unknown', () => {
    const when = [branch('nullif(a, 0) > 4', 'constant(big)')];
    const { a, c } = valuesOf({ a: 'integer[0:9]', c: { kind: 'conditional', when, else: 'constant(small)' } });
    expect(c).toEqual(a!.map((value) => (Number(value) > 4 ? 'big' : 'small')));
  });

  it('has the type of its branches: numbers of two types become doubles', () => {
    const of = (...columns: string[]) => ({
      kind: 'conditional',
      when: [branch('row > 5', columns[0])],
      else: columns[1],
    });
    expect(
      typeOf({
        i: of('integer[1:2]', 'integer[3:4]'),
        n: of('integer[1:2]', 'double'),
        d: of('date', 'date'),
        t: of('city', 'constant(none)'),
        b: of('boolean', 'boolean'),
        m: of('decimal(9,2)', 'decimal(9,2)'),
      }),
    ).toEqual({
      i: '{"name":"int32"}',
      n: '{"name":"float64"}',
      d: '{"name":"date"}',
      t: '{"name":"string"}',
      b: '{"name":"boolean"}',
      m: '{"name":"decimal","precision":9,"scale":2}',
    });
  });

  it('has nulls of its own, and leaves no trace of its branches', () => {
    const column = { kind: 'conditional', when: [branch('row % 2 = 0', 'integer[0:4]')], else: 'integer[5:9]' };
    const all = valuesOf({ c: column });
    expect(Object.keys(all)).toEqual(['c']);
    const { c } = valuesOf({ c: { ...column, null_when: 'c = 7' } });
    expect(c).toEqual(all['c']!.map((value) => (value === 7 ? null : value)));
  });
});
