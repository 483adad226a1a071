import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ForeignKeySpec } from '../../shared/contracts/foreign-key.ts';
import type { SpecDocument } from '../../shared/contracts/spec-document.ts';
import { AppError } from '../../shared/errors/app-error.ts';
import type { BoundTable } from '../../shared/generation/table-program.ts';
import { normaliseSpec } from '../../shared/spec/normalise-spec.ts';
import { arbitraryTables } from '../support/arbitrary-tables.ts';
import { bindTables, generatedValues, KERNELS } from '../support/generated-values.ts';
import type { Value } from '../support/vector-values.ts';

/** A table's values by column. */
type Rows = ReadonlyMap<string, readonly Value[]>;

/** The tables of a spec; none where planning refuses it for the sizes of its tables, saying which. */
function bind(document: unknown, kernels: keyof typeof KERNELS = 'wasm'): BoundTable[] {
  try {
    return bindTables(document, KERNELS[kernels]);
  } catch (error) {
    if (error instanceof AppError && error.code === 'INVALID_SPEC' && /t\d/.test(error.message)) return [];
    throw error;
  }
}

function rowsOf(bound: BoundTable): Rows {
  const values = generatedValues(bound, 0, bound.program.numRecords);
  return new Map(bound.program.columns.map(({ name }, index) => [name, values[index]!]));
}

/** For each parent row, the child rows that hold its key. */
function childrenOf(parentKeys: readonly Value[], childKeys: readonly Value[]): number[][] {
  const rows = new Map<Value, number[]>(parentKeys.map((key) => [key, []]));
  for (const [row, key] of childKeys.entries()) if (key !== null) rows.get(key)?.push(row);
  return [...rows.values()];
}

function expectKey(key: ForeignKeySpec, { own, parent }: { own: Rows; parent: Rows }): void {
  const parentKeys = parent.get(key.parent_columns[0]!)!;
  const keys = own.get(key.columns[0]!)!;
  const known = new Set(parentKeys);
  expect(keys.filter((value) => value !== null && !known.has(value))).toEqual([]);
  const { rule } = key;
  if (rule.name === 'owning') {
    const children = childrenOf(parentKeys, keys);
    expect(children.flat(), 'the rows of a parent follow each other, parents in their own order').toEqual([
      ...keys.keys(),
    ]);
    const { min, max, total } = rule.children;
    if (total !== undefined) expect(keys).toHaveLength(total);
    else for (const { length } of children) expect(length >= min && length <= max).toBe(true);
  }
  if (rule.name === 'earlier_row')
    for (const [row, value] of keys.entries()) expect(value === null || parentKeys.indexOf(value) < row).toBe(true);
}

function expectBridge(spec: SpecDocument['tables'][number], own: Rows): void {
  const owning = spec.foreign_keys?.find(({ rule }) => rule.name === 'owning');
  const bridge = spec.foreign_keys?.find(({ rule }) => rule.name === 'unique_within_owner');
  if (owning === undefined || bridge === undefined) return;
  const others = own.get(bridge.columns[0]!)!;
  const pairs = own.get(owning.columns[0]!)!.map((owner, row) => `${owner} ${others[row]}`);
  expect(new Set(pairs).size).toBe(pairs.length);
}

describe('several tables', () => {
  it('hold no key that their parents do not have, and as many children as the keys say', () => {
    fc.assert(
      fc.property(arbitraryTables, (document) => {
        const bound = bind(document);
        if (bound.length === 0) return;
        const { tables } = normaliseSpec(document, { seed: 1 });
        const rows = new Map(tables.map(({ name }, index) => [name, rowsOf(bound[index]!)]));
        for (const table of tables) {
          const own = rows.get(table.name)!;
          for (const key of table.foreign_keys ?? []) expectKey(key, { own, parent: rows.get(key.references)! });
          expectBridge(table, own);
        }
      }),
      { numRuns: 150, seed: 20_250_201 },
    );
  });

  it('have the same rows for any page, any order of pages and both kernels', () => {
    fc.assert(
      fc.property(arbitraryTables, fc.constantFrom(1, 7, 64), (document, step) => {
        const twins = bind(document, 'twin');
        for (const [index, bound] of bind(document).entries()) {
          const { numRecords } = bound.program;
          const whole = generatedValues(bound, 0, numRecords);
          expect(generatedValues(twins[index]!, 0, numRecords)).toEqual(whole);
          const starts = Array.from({ length: Math.min(Math.ceil(numRecords / step), 20) }, (_, page) => page * step);
          for (const start of starts.reverse()) {
            const end = Math.min(start + step, numRecords);
            expect(generatedValues(bound, start, end)).toEqual(whole.map((column) => column.slice(start, end)));
          }
        }
      }),
      { numRuns: 60, seed: 20_250_202 },
    );
  });

  it('stay as they are when normalised twice', () => {
    fc.assert(
      fc.property(arbitraryTables, (document) => {
        const spec = normaliseSpec(document, { seed: 1 });
        expect(normaliseSpec(JSON.parse(JSON.stringify(spec)), { seed: 1 })).toEqual(spec);
      }),
      { numRuns: 60, seed: 20_250_203 },
    );
  });
});
