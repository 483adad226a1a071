import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { comparePlain } from '../../../shared/parquet/plain.ts';
import { PhysicalType } from '../../../shared/parquet/schema.ts';
import { storedMax, storedMin } from '../../../shared/parquet/statistics.ts';

const bounds = (bytes: Uint8Array) => {
  const range = { min: bytes, max: bytes };
  return [storedMin(range, PhysicalType.byteArray), storedMax(range, PhysicalType.byteArray)] as const;
};

describe('stored bounds of long bytes', () => {
  it('enclose the value, whether it is text or not', () => {
    const text = fc.string({ unit: 'grapheme', minLength: 60 }).map((value) => new TextEncoder().encode(value));
    const bytes = fc.uint8Array({ minLength: 60, maxLength: 200 });
    fc.assert(
      fc.property(fc.oneof(bytes, text), (value) => {
        const [min, max] = bounds(value);
        expect(comparePlain(min.bytes, value)).toBeLessThanOrEqual(0);
        expect(comparePlain(max.bytes, value)).toBeGreaterThanOrEqual(0);
        for (const { bytes, isExact } of [min, max]) expect(isExact || bytes.length <= 64).toBe(true);
      }),
      { seed: 20_251_123, numRuns: 500 },
    );
  });

  it('keep the value where no shorter bytes lie above it', () => {
    const [, max] = bounds(new Uint8Array(80).fill(0xff));
    expect([max.bytes.length, max.isExact]).toEqual([80, true]);
  });

  it('raise the last byte that can be raised', () => {
    const [, max] = bounds(Uint8Array.of(0x80, 7, ...new Uint8Array(78).fill(0xff)));
    expect([...max.bytes]).toEqual([0x80, 8]);
  });
});
