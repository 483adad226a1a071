import { describe, expect, it } from 'vitest';
import { bindSpec, generatedValues } from '../support/generated-values.ts';
import { chiSquare } from './chi-square.ts';
import { expectChance } from './pages.ts';

const ROWS = 200_000;

function columnsOf(schema: unknown, checks: readonly string[], rows = ROWS): Record<string, number[]> {
  const bound = bindSpec({ schema, num_records: rows, checks }, undefined, 11);
  const values = generatedValues(bound, 0, rows);
  return Object.fromEntries(bound.program.columns.map(({ name }, index) => [name, values[index]!.map(Number)]));
}

/** Counts of x * size + y. */
function pairCounts(xs: readonly number[], ys: readonly number[], size: number): number[] {
  const counts = new Array<number>(size * size).fill(0);
  for (const [index, x] of xs.entries()) counts[x * size + ys[index]!]! += 1;
  return counts;
}

const cells = (size: number, weight: (x: number, y: number) => number): number[] =>
  Array.from({ length: size * size }, (_, cell) => weight(Math.floor(cell / size), cell % size));

describe('a check', () => {
  it('makes the law of two columns the conditional law', () => {
    const { a, b } = columnsOf({ a: 'integer[0:9]', b: 'integer[0:9]' }, ['a < b', 'a + b <> 9']);
    expectChance(
      chiSquare(
        pairCounts(a!, b!, 10),
        cells(10, (x, y) => (x < y && x + y !== 9 ? 1 : 0)),
      ),
    );
  });

  it('keeps the weights of what it lets through', () => {
    const values = ['0', '1', '2', '3', '4', '5', '6', '7'];
    const weights = [40, 20, 10, 10, 8, 6, 4, 2];
    const w = { kind: 'category', values, weights };
    const { w: drawn, n } = columnsOf({ w, n: 'integer[0:7]' }, ["w <> '1' and n >= cast(w as number)"]);
    const law = cells(8, (x, y) => (x !== 1 && y >= x ? weights[x]! : 0));
    expectChance(chiSquare(pairCounts(drawn!, n!, 8), law));
  });

  it('that accepts 1 in 200 leaves the accepted values even', () => {
    const { a } = columnsOf({ a: 'integer[0:9999]' }, ['a < 50'], 100_000);
    const counts = new Array<number>(50).fill(0);
    for (const value of a!) counts[value]! += 1;
    expectChance(chiSquare(counts, new Array<number>(50).fill(1)));
  });

  it('leaves neighbouring rows, and rows a block apart, independent', () => {
    const { a } = columnsOf({ a: 'integer[0:19]' }, ['a % 2 = 1']);
    const halves = a!.map((value) => (value - 1) / 2);
    const even = new Array<number>(100).fill(1);
    for (const lag of [1, 2, 4_096])
      expectChance(chiSquare(pairCounts(halves.slice(0, -lag), halves.slice(lag), 10), even));
  });

  it('leaves a column that it does not read as it was', () => {
    const schema = { a: 'integer[0:9]', b: 'integer[0:9]' };
    expect(columnsOf(schema, ['a > 4'], 5_000)['b']).toEqual(columnsOf(schema, [], 5_000)['b']);
  });

  it('is kept together with what follows from the columns that it reads', () => {
    const derived = { kind: 'derived', expression: 'a * 2 + b', type: 'integer' };
    const { a, b, d } = columnsOf({ a: 'integer[0:9]', b: 'integer[0:9]', d: derived }, ['d > 10 and d < 20']);
    expect(d).toEqual(a!.map((value, index) => value * 2 + b![index]!));
    const law = cells(10, (x, y) => (x * 2 + y > 10 && x * 2 + y < 20 ? 1 : 0));
    expectChance(chiSquare(pairCounts(a!, b!, 10), law));
  });
});
