import { describe, expect, it } from 'vitest';
import { KernelSession } from '../../shared/kernels/kernel-session.ts';
import { keyBytes, streamKey } from '../../shared/random/stream-key.ts';
import { ownerBijection } from '../../shared/relations/owner-bijection.ts';
import { bindZipfRanks, zipfLaw } from '../../shared/relations/zipf-ranks.ts';
import { bindTables, generatedValues, KERNELS } from '../support/generated-values.ts';
import { chiSquare, chiSquareEven } from './chi-square.ts';
import { expectChance } from './pages.ts';

const PAGE_ROWS = 65_536;

function placeKey(session: KernelSession, name: string, seed = 7): number {
  const key = streamKey({ generationVersion: 1, seed, table: 'statistics', name, purpose: 'parent' });
  return session.placeTable(keyBytes(key));
}

/** How often each rank comes in so many pages. */
function countRanks(a: number, size: number, pages: number): Float64Array {
  const session = new KernelSession(KERNELS.wasm());
  const draw = bindZipfRanks(session, placeKey(session, `zipf ${a} ${size}`), zipfLaw(a, size));
  session.reserveScratch(PAGE_ROWS * 18 + 1_024);
  const ranks = new Float64Array(PAGE_ROWS);
  const counts = new Float64Array(size);
  for (let page = 0; page < pages; page++) {
    draw({ rowStart: page * PAGE_ROWS, rowCount: PAGE_ROWS }, ranks);
    for (const rank of ranks) counts[rank]! += 1;
  }
  return counts;
}

/** Ranks one by one, then in spans that grow, unlike those that the law draws from. */
function inCells(values: Float64Array): number[] {
  const cells: number[] = [];
  for (let start = 0; start < values.length; ) {
    const end = Math.min(values.length, start + Math.max(1, Math.floor(start / 50)));
    cells.push(values.subarray(start, end).reduce((sum, value) => sum + value, 0));
    start = end;
  }
  return cells;
}

describe('parents by Zipf', () => {
  const cases = [0, 0.5, 1, 1.5, 2, 10].flatMap((a) => [1, 2, 10, 1_500, 1_000_000].map((size) => [a, size] as const));

  it.each(cases)('with a = %d among %i come as often as the law says', (a, size) => {
    const counts = countRanks(a, size, size === 1_000_000 ? 60 : 10);
    const exact = Float64Array.from(counts, (_, rank) => (rank + 1) ** -a);
    if (size > 1) expectChance(chiSquare(inCells(counts), inCells(exact)));
    else expect(counts[0]).toBe(10 * PAGE_ROWS);
  });

  it.each([0.5, 1, 1.5])('with a = %d fall off within every span that they are drawn from', (a) => {
    const counts = countRanks(a, 1_000_000, 60);
    const { starts } = zipfLaw(a, 1_000_000);
    const [drawn, exact] = [new Float64Array(2), new Float64Array(2)];
    for (let span = 0; span + 1 < starts.length; span++) {
      const [start, end] = [starts[span]!, starts[span + 1]!];
      if (end - start === 1) continue;
      for (let rank = start; rank < end; rank++) {
        const half = rank - start < (end - start) / 2 ? 0 : 1;
        drawn[half]! += counts[rank]!;
        exact[half]! += (rank + 1) ** -a;
      }
    }
    expectChance(chiSquare(drawn, exact));
  });

  it('have a small table for any number of them', () => {
    for (const size of [1, 1_024, 1_025, 2 ** 32, 2 ** 53]) {
      const { starts, table, surelyAccepted } = zipfLaw(0.9, size);
      expect(table.size).toBeLessThan(2_500);
      expect([starts.length, surelyAccepted.length]).toEqual([table.size + 1, table.size]);
      expect(starts.every((start, index) => index === 0 || start > starts[index - 1]!)).toBe(true);
      expect(starts.at(-1)).toBe(size);
    }
  });
});

describe('parents told apart within an owner', () => {
  const session = new KernelSession(KERNELS.wasm());
  const key = placeKey(session, 'bijection');

  it.each([1, 2, 3, 4, 5, 17, 64, 65, 1_000, 4_097])('are a permutation of all %i for every owner', (size) => {
    const choose = ownerBijection(session, key, size);
    for (const owner of [0, 1, 2, 2 ** 32 - 1, 2 ** 32, 2 ** 40 + 3]) {
      const seen = new Uint8Array(size);
      for (let ordinal = 0; ordinal < size; ordinal++) seen[choose(owner, ordinal)]! += 1;
      expect(seen.every((times) => times === 1)).toBe(true);
    }
  });

  it.each([
    [2, 2, 100_000],
    [3, 6, 100_000],
    [4, 24, 200_000],
    [5, 120, 400_000],
  ])('come in every order equally often: %i of them', (size, orders, owners) => {
    const choose = ownerBijection(session, key, size);
    const seen = new Map<string, number>();
    for (let owner = 0; owner < owners; owner++) {
      const order = Array.from({ length: size }, (_, ordinal) => choose(owner, ordinal)).join('');
      seen.set(order, (seen.get(order) ?? 0) + 1);
    }
    const counts = new Uint32Array(orders);
    counts.set([...seen.values()]);
    expectChance(chiSquareEven(counts));
  });

  it.each([40, 65, 100])('are even, and tell nothing about the next ones: %i of them', (size) => {
    const choose = ownerBijection(session, key, size);
    const [pairs, thirds] = [new Uint32Array(size * size), new Uint32Array(size * size)];
    for (let owner = 0; owner < 20 * size * size; owner++) {
      const [first, second, third] = [choose(owner, 0), choose(owner, 1), choose(owner, 2)];
      pairs[first * size + second]! += 1;
      thirds[third * size + ((second + size - first) % size)]! += 1;
    }
    expectChance(chiSquareEven(pairs.filter((_, cell) => cell % (size + 1) !== 0)));
    expectChance(chiSquareEven(thirds.filter((_, cell) => cell % size !== 0)));
  });

  it('depend on the key', () => {
    const [one, other] = [1, 2].map((seed) => ownerBijection(session, placeKey(session, 'k', seed), 1_000));
    const same = Array.from({ length: 1_000 }, (_, owner) => one!(owner, 0) === other!(owner, 0));
    expect(same.filter(Boolean).length).toBeLessThan(12);
  });
});

/** How many children each parent has, by counting the child's keys. */
function childrenPerParent(children: unknown, parents: number, members: Record<string, unknown> = {}): Uint32Array {
  const key = { kind: 'foreign_key', references: 'p.id', children, ...members };
  const { num_records, ...column } = key as typeof key & { num_records?: number };
  const tables = {
    p: { num_records: parents, columns: { id: 'sequence' } },
    c: { ...(num_records !== undefined && { num_records }), columns: { p: column } },
  };
  const child = bindTables({ seed: 5, tables })[1]!;
  const counts = new Uint32Array(parents);
  for (const parent of generatedValues(child, 0, child.program.numRecords)[0]!) counts[Number(parent)]! += 1;
  return counts;
}

/** How often each count comes. */
function histogram(counts: Uint32Array, size: number): Uint32Array {
  const times = new Uint32Array(size);
  for (const count of counts) times[Math.min(count, size - 1)]! += 1;
  return times;
}

describe('children per parent', () => {
  const parents = 200_000;

  it('are evenly likely between two bounds', () => {
    expectChance(chiSquareEven(histogram(childrenPerParent([0, 4], parents), 5)));
  });

  it('follow a law', () => {
    const times = histogram(childrenPerParent({ distribution: { name: 'poisson', mu: 2.5 } }, parents), 12);
    let term = Math.exp(-2.5);
    const exact = Array.from({ length: 11 }, (_, k) => (term = k === 0 ? term : (term * 2.5) / k));
    expectChance(chiSquare(times, [...exact, 1 - exact.reduce((sum, p) => sum + p, 0)]));
  });

  it('share a fixed total evenly, or in proportion to a law, to the row', () => {
    const even = childrenPerParent({ total: 500_000 }, parents);
    expect(new Set(even)).toEqual(new Set([2, 3]));
    const uneven = childrenPerParent({ total: 1_000_003, distribution: { name: 'exponential', scale: 100 } }, parents);
    expect(uneven.reduce((sum, count) => sum + count, 0)).toBe(1_000_003);
    // A share is exponential with mean 5 and cut to whole rows wherever it begins: 16 rows need 15 to 16, evenly.
    const exact = 5 * (Math.exp(-15 / 5) - Math.exp(-16 / 5));
    const large = uneven.filter((count) => count >= 16).length;
    expectChance(chiSquare([large, parents - large], [exact, 1 - exact]));
  });
});

describe('drawn parents', () => {
  const rows = 400_000;
  const drawn = (column: Record<string, unknown>, parents: number) => {
    const tables = {
      p: { num_records: parents, columns: { id: 'sequence' } },
      c: { num_records: rows, columns: { id: 'sequence', p: { kind: 'foreign_key', references: 'p.id', ...column } } },
    };
    const child = bindTables({ seed: 5, tables })[1]!;
    return generatedValues(child, 0, rows)[1]!;
  };
  const tally = (values: readonly unknown[], parents: number) => {
    const counts = new Uint32Array(parents);
    for (const value of values) if (value !== null) counts[Number(value)]! += 1;
    return counts;
  };

  it('are all equally likely', () => {
    expectChance(chiSquareEven(tally(drawn({}, 1_000), 1_000)));
  });

  it('follow weights', () => {
    const weights = [0, 1, 2, 3, 10, 0.5];
    expectChance(chiSquare(tally(drawn({ choose: { name: 'weighted', weights } }, 6), 6), weights));
  });

  it('are missing at the share that is optional', () => {
    const values = drawn({ optional: 0.3 }, 10);
    const missing = values.filter((value) => value === null).length;
    expectChance(chiSquare([missing, rows - missing], [0.3, 0.7]));
    expectChance(chiSquareEven(tally(values, 10)));
  });

  it('are any earlier row of a tree, all equally likely', () => {
    const above = drawn({ references: 'c.id' }, 1);
    expect(above[0]).toBeNull();
    const tenths = new Uint32Array(10);
    for (const [row, parent] of above.entries()) if (row > 0) tenths[Math.floor((Number(parent) / row) * 10)]! += 1;
    expectChance(chiSquareEven(tenths));
  });
});
