import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arbitrarySpec } from '../support/arbitrary-spec.ts';
import { bindSpec, generatedValues, KERNELS } from '../support/generated-values.ts';
import type { Value } from '../support/vector-values.ts';

/** Rows [rowStart, rowEnd), generated chunk by chunk, the last chunk first. */
function chunkwise(
  document: unknown,
  name: keyof typeof KERNELS,
  chunkRows: number,
  [rowStart, rowEnd]: [number, number],
) {
  const bound = bindSpec(document, KERNELS[name]());
  const parts: Value[][][] = [];
  const chunks = Math.ceil((rowEnd - rowStart) / chunkRows);
  for (let chunk = chunks - 1; chunk >= 0; chunk--) {
    const start = rowStart + chunk * chunkRows;
    parts.unshift(generatedValues(bound, start, Math.min(start + chunkRows, rowEnd)));
  }
  return bound.program.columns.map((_, index) => parts.flatMap((part) => part[index]!));
}

describe('rows', () => {
  it('are the same for any chunk size, any order of chunks and both kernels', () => {
    const rows = fc.tuple(fc.constantFrom(0, 1, 1_000, 2 ** 32 - 700, 2 ** 45 + 1), fc.constantFrom(1, 130, 2_050));
    fc.assert(
      fc.property(arbitrarySpec(10), rows, (document, [rowStart, count]) => {
        const range: [number, number] = [rowStart, rowStart + count];
        const expected = chunkwise(document, 'wasm', count, range);
        for (const [name, chunkRows] of [
          ['twin', count],
          ['wasm', 999],
          ['wasm', count < 500 ? 1 : 63],
          ['wasm', count < 500 ? 2 : 64],
          ['twin', 999],
        ] as const)
          expect(chunkwise(document, name, chunkRows, range), `${name}, chunks of ${chunkRows}`).toEqual(expected);
      }),
      { numRuns: 60, seed: 20_250_101 },
    );
  });

  it('are the same over several full pages and in one go', () => {
    const schema = {
      a: 'integer[1:1000]?',
      b: 'double',
      c: 'email',
      d: 'template({row:07})',
      e: 'boolean',
      f: 'string?',
    };
    const document = { schema, num_records: 150_001 };
    const whole = chunkwise(document, 'wasm', 150_001, [0, 150_001]);
    expect(chunkwise(document, 'wasm', 65_536, [0, 150_001])).toEqual(whole);
    expect(chunkwise(document, 'wasm', 999, [0, 150_001])).toEqual(whole);
    expect(chunkwise(document, 'twin', 1, [149_900, 150_001])).toEqual(whole.map((column) => column.slice(149_900)));
  });

  it('of a column do not depend on the columns around it, nor on the number of rows', () => {
    fc.assert(
      fc.property(arbitrarySpec(10), (document) => {
        const all = generatedValues(bindSpec(document), 0, 200);
        const schema = document['schema'] as unknown[];
        for (const [index, column] of schema.entries()) {
          const alone = { ...document, schema: [column], num_records: 12_345 };
          expect(generatedValues(bindSpec(alone), 0, 200)[0]).toEqual(all[index]);
        }
      }),
      { numRuns: 30, seed: 20_250_102 },
    );
  });
});
