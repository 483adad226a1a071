import { describe, expect, it } from 'vitest';
import { bindSpec, generatedValues, KERNELS } from '../../support/generated-values.ts';

/** The distinct values of 1,000 rows, in order. */
function distinct(members: Record<string, unknown>): unknown[] {
  const document = { schema: [{ name: 'column', ...members }], num_records: 1_000 };
  const values = generatedValues(bindSpec(document, KERNELS.wasm()), 0, 1_000)[0]!;
  return [...new Set(values)].sort((a, b) => (a! < b! ? -1 : 1));
}

describe('a range of few values', () => {
  it.each<[string, Record<string, unknown>, unknown[]]>([
    ['integer, inclusive', { kind: 'integer', min: -1, max: 1 }, [-1, 0, 1]],
    ['integer of one value', { kind: 'integer', min: 7, max: 7 }, [7]],
    [
      'long at the end of 64 bits',
      { kind: 'long', min: '9223372036854775806', max: '9223372036854775807' },
      [2n ** 63n - 2n, 2n ** 63n - 1n],
    ],
    ['decimal, inclusive', { kind: 'decimal', scale: 1, min: '-0.1', max: '0.1' }, [-1n, 0n, 1n]],
    ['date, inclusive', { kind: 'date', min: '1970-01-01', max: '1970-01-02' }, [0, 1]],
    ['time, half-open', { kind: 'time', min: '00:00:00.000001', max: '00:00:00.000003' }, [1n, 2n]],
    [
      'time to the end of the day',
      { kind: 'time', min: '23:59:59.999998', max: '24:00:00' },
      [86_399_999_998n, 86_399_999_999n],
    ],
    [
      'datetime, half-open',
      { kind: 'datetime', min: '1969-12-31T23:59:59.999999Z', max: '1970-01-01T00:00:00.000001Z' },
      [-1n, 0n],
    ],
    ['datetime in ms', { kind: 'datetime', unit: 'ms', min: '1970-01-01', max: '1970-01-01T00:00:00.002Z' }, [0n, 1n]],
    [
      'datetime with an offset',
      { kind: 'datetime', min: '1970-01-01T01:00:00+01:00', max: '1970-01-01T00:00:00.000001Z' },
      [0n],
    ],
    ['double with decimals, both ends', { kind: 'double', min: -0.1, max: 0.1, decimals: 1 }, [-0.1, 0, 0.1]],
    ['float with decimals', { kind: 'float', min: 0, max: 0.2, decimals: 1 }, [0, Math.fround(0.1), Math.fround(0.2)]],
    [
      'a clipped law',
      { kind: 'double', min: 0, max: 1, decimals: 0, distribution: { name: 'normal', scale: 9 } },
      [0, 1],
    ],
    [
      'a law outside its range',
      { kind: 'integer', min: 0, max: 5, distribution: { name: 'exponential', loc: 50 } },
      [5],
    ],
    ['boolean', { kind: 'boolean' }, [false, true]],
  ])('of %s holds exactly these', (_name, members, expected) => {
    expect(distinct(members)).toEqual(expected);
  });

  it('of 32-bit floats stays below its bound although the nearest float lies above it', () => {
    // The floats from 1 on are 1.19e-7 apart: a third of these doubles is nearest to 1.00000024.
    const values = distinct({ kind: 'float', min: 1, max: 1.0000002 }) as number[];
    expect(values).toEqual([1, 1 + 2 ** -23]);
  });

  it('never gives -0', () => {
    const document = {
      schema: [
        { name: 'a', kind: 'double', min: -1, max: 1, decimals: 0 },
        { name: 'b', kind: 'double', min: -10_000, max: 10_000, decimals: 1 },
      ],
      num_records: 1,
    };
    for (const values of generatedValues(bindSpec(document), 0, 300_000))
      expect(values.some((value) => Object.is(value, -0))).toBe(false);
  });
});
