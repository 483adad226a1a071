import type { FixedColumn } from './fixed-table.ts';

/** A column of every type and layout, nulls and awkward values included; `rows` of them by repetition. */
export function everyTypeColumns(rows: number): FixedColumn[] {
  return SAMPLES.map(({ values, ...column }) => ({
    ...column,
    values: Array.from({ length: rows }, (_, row) => values[row % values.length]!),
  }));
}

const SAMPLES: readonly FixedColumn[] = [
  { name: 'id', type: { name: 'int64' }, values: [0n, 1n, -1n, 12_345_678n, 123_456_789n, 9_007_199_254_740_991n] },
  {
    name: 'wide',
    type: { name: 'int64' },
    isBeyondSafeIntegers: true,
    values: [9_223_372_036_854_775_807n, -9_223_372_036_854_775_808n, null, 10_000_000_000_000_000n],
  },
  { name: 'small', type: { name: 'int32' }, values: [0, -2_147_483_648, 2_147_483_647, null, 99_999_999, 100_000_000] },
  { name: 'code number', type: { name: 'int32' }, layout: 'codes8', values: [7, -3, 7, null] },
  { name: 'flag', type: { name: 'boolean' }, values: [true, false, null, true, true] },
  { name: 'double', type: { name: 'float64' }, values: [0.1, -0, 1e21, 1e-7, 123_456.789, null, 5e-324, 1 / 3, 100] },
  { name: 'places', type: { name: 'float64', decimals: 2 }, values: [0.1, -12.25, 0, 1e15, null, 99.9, -0, 3] },
  { name: 'double code', type: { name: 'float64' }, layout: 'codes16', values: [0.5, 1e300, null] },
  { name: 'float', type: { name: 'float32' }, values: [Math.fround(0.1), Math.fround(1e-10), 16_777_216, null, -1.5] },
  {
    name: 'float places',
    type: { name: 'float32', decimals: 1 },
    values: [Math.fround(0.1), Math.fround(99_999.9), null],
  },
  { name: 'money', type: { name: 'decimal', precision: 9, scale: 2 }, values: [0n, -5n, 123_456_789n, null] },
  { name: 'exact', type: { name: 'decimal', precision: 18, scale: 6 }, values: [-1n, 999_999_999_999_999_999n, null] },
  { name: 'whole', type: { name: 'decimal', precision: 12, scale: 0 }, values: [1n, -10n] },
  { name: 'day', type: { name: 'date' }, values: [0, -1, 19_782, null, -719_528, 2_932_896] },
  { name: 'day code', type: { name: 'date' }, layout: 'codes16', values: [18_000, 18_001, null] },
  { name: 'clock', type: { name: 'time' }, values: [0n, 86_399_999_999n, null, 45_296_000_007n] },
  {
    name: 'instant',
    type: { name: 'timestamp', unit: 'us', isUtc: true },
    values: [0n, -1n, 1_704_164_645_000_006n, null, 253_402_300_799_999_999n],
  },
  { name: 'moment', type: { name: 'timestamp', unit: 'ms', isUtc: true }, values: [0n, -1n, 1_704_164_645_123n, null] },
  { name: 'local', type: { name: 'timestamp', unit: 'us', isUtc: false }, values: [1_704_164_645_000_000n, null] },
  {
    name: 'text "quoted", with comma',
    type: { name: 'string' },
    values: [
      'plain',
      '',
      null,
      'a,b',
      'say "hi"',
      'line\r\nbreak',
      'tab\t\u0001\\',
      'ü€😀',
      'a text that is longer than thirty-two bytes',
    ],
  },
  {
    name: 'country',
    type: { name: 'enum' },
    layout: 'codes8',
    values: ['Côte d’Ivoire', 'a "b", c', '', null, 'x'.repeat(80)],
  },
  { name: 'bytes', type: { name: 'binary' }, values: ['', '00ff80', null, 'c3'.repeat(40), '22', '2c0d0a27'] },
  {
    name: 'key',
    type: { name: 'uuid' },
    values: ['0123456789abcdef0123456789abcdef', 'f'.repeat(32), null, '0'.repeat(32)],
  },
];
