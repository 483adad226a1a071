import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shortestFloat32 } from '../../../shared/kernels/twin/shortest-float32.ts';
import { ByteSink } from '../../../shared/nested/byte-sink.ts';
import { appendScalars } from '../../../shared/nested/json-digits.ts';
import { jsonScalar, type ScalarType, type ScalarValue } from '../../../shared/nested/json-scalar.ts';

function written(type: ScalarType, values: ArrayLike<ScalarValue>): string[] {
  const sink = new ByteSink();
  const append = appendScalars(type, values);
  return Array.from({ length: values.length }, (_, place) => {
    sink.end = 0;
    append(sink, place);
    return new TextDecoder().decode(sink.bytes.subarray(0, sink.end));
  });
}

const DAY = 86_400_000_000n;
const YEAR_0 = -719_528n * DAY;
const YEAR_9999 = 2_932_897n * DAY - 1n;

const days = fc.array(fc.integer({ min: -719_528, max: 2_932_896 }), { minLength: 1 });
const wide = fc.array(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), { minLength: 1 });
const instants = fc.array(
  fc.oneof(
    fc.bigInt({ min: YEAR_0, max: YEAR_9999 }),
    fc.integer({ min: -100_000, max: 100_000 }).map((day) => BigInt(day) * DAY - 1n),
    fc.integer({ min: -100_000, max: 100_000 }).map((day) => BigInt(day) * DAY),
  ),
  { minLength: 1 },
);

describe('the text of a value within a nested one', () => {
  it.each<[string, ScalarType, fc.Arbitrary<ArrayLike<ScalarValue>>]>([
    ['int32', { name: 'int32' }, fc.array(fc.integer()).map((values) => Int32Array.from(values))],
    ['int64', { name: 'int64' }, wide.map((values) => BigInt64Array.from(values))],
    ['safe int64', { name: 'int64' }, fc.array(fc.maxSafeInteger()).map((v) => BigInt64Array.from(v, BigInt))],
    [
      'small decimal',
      { name: 'decimal', precision: 9, scale: 2 },
      fc.array(fc.integer()).map((v) => Int32Array.from(v)),
    ],
    [
      'decimal',
      { name: 'decimal', precision: 15, scale: 7 },
      fc.array(fc.maxSafeInteger()).map((v) => BigInt64Array.from(v, BigInt)),
    ],
    ['long decimal', { name: 'decimal', precision: 18, scale: 18 }, wide.map((values) => BigInt64Array.from(values))],
    ['whole decimal', { name: 'decimal', precision: 18, scale: 0 }, wide.map((values) => BigInt64Array.from(values))],
    ['date', { name: 'date' }, days.map((values) => Int32Array.from(values))],
    ['time', { name: 'time' }, fc.array(fc.bigInt({ min: 0n, max: DAY - 1n })).map((v) => BigInt64Array.from(v))],
    ['instant', { name: 'timestamp', unit: 'us', isUtc: true }, instants.map((v) => BigInt64Array.from(v))],
    ['local time', { name: 'timestamp', unit: 'us', isUtc: false }, instants.map((v) => BigInt64Array.from(v))],
    [
      'millisecond',
      { name: 'timestamp', unit: 'ms', isUtc: true },
      instants.map((v) => BigInt64Array.from(v, (at) => at / 1_000n)),
    ],
  ])('is written digit by digit as the exact arithmetic gives it: %s', (_name, type, arbitrary) => {
    const text = jsonScalar(type);
    fc.assert(
      fc.property(arbitrary, (values) => {
        expect(written(type, values)).toEqual(Array.from(values, text));
      }),
      { numRuns: 300 },
    );
  });

  it('is the shortest that reads back as the same float32', () => {
    const text = jsonScalar({ name: 'float32' });
    const edges = [
      0,
      -0,
      1,
      0.1,
      2 ** -126,
      2 ** -149,
      2 ** 127,
      3.4028235e38,
      16_777_216,
      9.5367431640625e-7,
      1_359_816.25,
    ];
    for (const value of edges) expect(text(Math.fround(value))).toBe(shortestFloat32(Math.fround(value)));
    fc.assert(
      fc.property(fc.float({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(text(value)).toBe(shortestFloat32(value));
      }),
      { numRuns: 3_000 },
    );
  });
});
