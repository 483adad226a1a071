import { describe, expect, it } from 'vitest';
import { bindSpec, generatedValues, KERNELS } from '../../support/generated-values.ts';

const ROWS = 500;

type Members = Record<string, unknown>;
/** What JSON.parse gives. */
type Parsed = ReturnType<typeof JSON.parse>;

/** The parsed rows [rowStart, rowEnd) of a `json` column. */
function rowsOf(value: unknown, members: Members = {}, [rowStart, rowEnd] = [0, ROWS]): Parsed[] {
  const bound = bindSpec({ num_records: rowEnd!, schema: { v: { kind: 'json', value, ...members } } });
  return generatedValues(bound, rowStart!, rowEnd!)[0]!.map((text) =>
    text === null ? null : JSON.parse(String(text)),
  );
}

describe('a nested column', () => {
  it('draws element j of the list at row r as row r * max + j, list within list', () => {
    const rows = rowsOf({ outer: { list: { list: 'template({row})', length: { max: 3 } }, length: { max: 5 } } });
    let elements = 0;
    for (const [row, { outer }] of rows.entries())
      for (const [j, inner] of outer.entries())
        for (const [k, text] of inner.entries()) {
          expect(text).toBe(String((row * 5 + j) * 3 + k));
          elements += 1;
        }
    expect(elements).toBeGreaterThan(ROWS);
  });

  it('draws every leaf from a stream of its own, whatever stands beside it', () => {
    const leaf = 'integer[0:1000000]';
    const both = rowsOf({ a: leaf, b: leaf, c: { list: { x: leaf, y: leaf }, length: 2 } });
    const less = rowsOf({ c: { list: { y: leaf }, length: 2 }, a: leaf });
    expect(less.map(({ a }) => a)).toEqual(both.map(({ a }) => a));
    expect(less.map(({ c }) => c[1].y)).toEqual(both.map(({ c }) => c[1].y));
    const drawn = both.flatMap(({ a, b, c }) => [a, b, ...c.flatMap(({ x, y }: Parsed) => [x, y])]);
    // 3,000 of 1,000,001 values: 4.5 equal pairs are expected, 30 are less likely than 1e-6 (Poisson).
    expect(new Set(drawn).size).toBeGreaterThan(drawn.length - 30);
  });

  it('keeps every other value when a node gets nulls', () => {
    const of = (null_rate: number) =>
      rowsOf({
        a: { object: { x: 'integer[0:1000]', y: { kind: 'uuid', null_rate } }, null_rate },
        b: { list: { object: { z: 'date' }, null_rate }, length: 3, null_rate },
      });
    const [without, withNulls] = [of(0), of(0.3)];
    let nulls = 0;
    const agree = (value: Parsed, full: Parsed): void => {
      if (value === null) nulls += 1;
      else if (typeof value === 'object') for (const key of Object.keys(value)) agree(value[key], full[key]);
      else expect(value).toBe(full);
    };
    for (const [i, row] of withNulls.entries()) agree(row, without[i]);
    expect(nulls).toBeGreaterThan(ROWS);
    expect(without.every((row) => row.b.length === 3)).toBe(true);
  });

  it('gives the same rows wherever a page begins, for short lists and for rare long ones', () => {
    const value = {
      a: { list: 'string[0:3]?', length: { max: 4 } },
      b: {
        list: { list: 'decimal?', length: { max: 10, distribution: { name: 'exponential', scale: 1 } } },
        length: { max: 1000, distribution: { name: 'exponential', scale: 2 } },
      },
      c: { list: 'boolean', length: { min: 900, max: 1000 } },
    };
    expect(() => rowsOf(value)).toThrow('10000');
    const fitting = { ...value, c: { list: 'boolean', length: { min: 90, max: 100 } } };
    const smaller = {
      ...fitting,
      b: { ...value.b, length: { max: 900, distribution: { name: 'exponential', scale: 2 } } },
    };
    const whole = rowsOf(smaller, {}, [0, 100]);
    for (const [start, end] of [
      [0, 1],
      [17, 18],
      [99, 100],
      [30, 90],
    ] as const)
      expect(rowsOf(smaller, {}, [start, end])).toEqual(whole.slice(start, end));
    expect(Math.max(...whole.map(({ b }) => b.length))).toBeGreaterThan(4);
  });

  it('is the same text whether it is written as text or read from its parts, by either kernels', () => {
    const value = { a: { list: { x: 'double', y: 'category(a,"b\\"")?' }, length: { max: 3 }, null_rate: 0.1 } };
    const texts = (as: string, kernels = KERNELS.wasm()) => {
      const bound = bindSpec(
        { num_records: ROWS, schema: { v: { kind: 'json', as, value, null_rate: 0.1 } } },
        kernels,
      );
      return generatedValues(bound, 0, ROWS)[0];
    };
    expect(texts('text')).toEqual(texts('nested'));
    expect(texts('text', KERNELS.twin())).toEqual(texts('nested'));
  });

  it('describes the same person as other columns do, and in each element of a list another one', () => {
    const bound = bindSpec({
      num_records: ROWS,
      entities: { buyer: { kind: 'person', locale: 'de_DE' } },
      schema: [
        { name: 'first', kind: 'first_name' },
        {
          name: 'v',
          kind: 'json',
          value: {
            first: 'first_name?',
            family: { list: { first: 'first_name', mail: 'email', city: 'city' }, length: 3 },
          },
        },
      ],
    });
    const [first, values] = generatedValues(bound, 0, ROWS);
    const ascii = (text: string) =>
      text
        .toLowerCase()
        .normalize('NFD')
        .replace(/[^a-z]/g, '')
        .slice(0, 2);
    let others = 0;
    for (const [row, text] of values!.entries()) {
      const value: Parsed = JSON.parse(String(text));
      expect([first![row], null]).toContain(value.first);
      for (const [j, member] of value.family.entries()) {
        expect(member.mail).toMatch(new RegExp(`^[a-z]+\\.[a-z]+${row * 3 + j}@`));
        expect(ascii(member.mail)).toBe(ascii(member.first));
        if (member.first !== first![row]) others += 1;
      }
    }
    expect(others).toBeGreaterThan(ROWS * 2.5);
  });

  it('has lengths between their bounds, each as often as an integer column would', () => {
    const rows = rowsOf({ list: 'boolean', length: { min: 1, max: 4 } }, {}, [0, 40_000]);
    const counts = [1, 2, 3, 4].map((length) => rows.filter((row) => row.length === length).length);
    const statistic = counts.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0);
    // Chi-square, 3 degrees of freedom, alpha 1e-6: scipy.stats.chi2.isf(1e-6, 3).
    expect(statistic).toBeLessThan(30.665);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(40_000);
  });

  it('is null at each node as often as that node says', () => {
    const rows = rowsOf(
      {
        list: { object: { x: { kind: 'boolean', null_rate: 0.5 } }, null_rate: 0.2 },
        length: 1,
      },
      { null_rate: 0.1 },
      [0, 20_000],
    );
    const present = rows.filter((row) => row !== null);
    const objects = present.map(([object]) => object).filter((object) => object !== null);
    const leaves = objects.filter(({ x }) => x !== null);
    // Binomial shares: 4.89 standard deviations, two-sided alpha 1e-6.
    const isShare = (part: number, whole: number, p: number) =>
      expect(Math.abs(part - whole * p)).toBeLessThan(4.89 * Math.sqrt(whole * p * (1 - p)) + 1);
    isShare(present.length, rows.length, 0.9);
    isShare(objects.length, present.length, 0.8);
    isShare(leaves.length, objects.length, 0.5);
  });
});
