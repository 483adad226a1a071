import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BoundTable } from '../../shared/generation/table-program.ts';
import { orderRows } from '../../shared/relations/order-rows.ts';
import { arbitrarySpec } from '../support/arbitrary-spec.ts';
import { bindTables, generatedValues } from '../support/generated-values.ts';

const PARENTS = 9_000;
/** As many as one key can have beside the number of the row. */
const COLUMNS_MAX = 15;

type Column = Record<string, unknown> & { kind: string };

/** A parent with columns of all sorts and a number, and a child whose one key holds all of them. */
const family = fc
  .tuple(
    arbitrarySpec(PARENTS),
    fc.constantFrom({ children: [0, 3] }, { choose: 'uniform', optional: 0.2 }, { choose: { name: 'zipf', a: 1 } }),
  )
  .map(([{ schema, entities, seed }, rule]) => {
    const columns = (schema as Column[])
      .filter(({ kind }) => kind !== 'json')
      .slice(0, COLUMNS_MAX)
      .map((column, index) => ({ ...column, name: `c${index}`, null_rate: 0 }));
    const parent_columns = ['row', ...columns.map(({ name }) => name)];
    const keys = parent_columns.map((name) => ({ name, kind: 'foreign_key' }));
    const foreign_keys = [{ columns: parent_columns, references: 'p', parent_columns, ...rule }];
    const isOwned = 'children' in rule;
    return {
      seed,
      tables: {
        p: { num_records: PARENTS, entities, columns: [{ name: 'row', kind: 'sequence' }, ...columns] },
        c: { ...(!isOwned && { num_records: 700 }), columns: keys, foreign_keys },
      },
    };
  });

describe('the rows that a key refers to', () => {
  it('are those of the parent, in every column, in any order and with any gaps', () => {
    fc.assert(
      fc.property(family, fc.constantFrom(0, 100, 4_000), (document, rowStart) => {
        const [parent, child] = bindTables(document) as [BoundTable, BoundTable];
        const rows = generatedValues(parent, 0, PARENTS);
        const start = document.tables.c.num_records === undefined ? rowStart : 0;
        const keys = generatedValues(child, start, start + 700);
        for (const [i, row] of keys[0]!.entries())
          for (const [column, values] of keys.entries())
            expect(values[i], `column ${column}`).toEqual(row === null ? null : rows[column]![Number(row)]);
      }),
      { numRuns: 40, seed: 20_250_204 },
    );
  });
});

describe('rows put in order', () => {
  const row = fc.oneof(
    fc.integer({ min: -1, max: 3_000 }),
    fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }),
    fc.constantFrom(-1, 2 ** 32, 2 ** 52 + 1),
  );

  it('are sorted, and know where each was', () => {
    fc.assert(
      fc.property(fc.array(row, { maxLength: 60 }), (list) => {
        const rows = Float64Array.from(list);
        const sorted = rows.toSorted();
        const ordered = orderRows(rows) ?? { rows, places: rows.keys() };
        expect(ordered.rows).toEqual(sorted);
        expect(Array.from(ordered.places, (place) => sorted[place])).toEqual(list);
      }),
      { numRuns: 300, seed: 20_250_205 },
    );
  });
});
