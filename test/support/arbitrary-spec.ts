import fc from 'fast-check';
import type { ColumnKind } from '../../shared/contracts/column-spec.ts';
import type { PerKeyKind } from '../../shared/contracts/per-key.ts';
import { LOCALES } from '../../shared/lexicon/locales.ts';
import { arbitraryJsonValue } from './arbitrary-json.ts';

export type Members = Record<string, unknown>;

/** Kinds that need no other column; the others are in `arbitraryLanguage`. */
type LoneKind = Exclude<ColumnKind, PerKeyKind | 'derived' | 'foreign_key'>;

const law = fc.oneof(
  fc.constant({ name: 'uniform' }),
  fc.record({
    name: fc.constant('normal'),
    loc: fc.integer({ min: -50, max: 50 }),
    scale: fc.constantFrom(0.5, 3, 1e4),
  }),
  fc.record({ name: fc.constant('lognormal'), s: fc.constantFrom(0.2, 1.5), scale: fc.constantFrom(1, 500) }),
  fc.record({ name: fc.constant('exponential'), loc: fc.constantFrom(0, -3), scale: fc.constantFrom(0.1, 20) }),
  fc.constantFrom<Members>(
    { name: 'weibull', c: 0.5, scale: 7 },
    { name: 'triangular', c: 0.3, loc: -5, scale: 20 },
    { name: 'poisson', mu: 12 },
    { name: 'zipf', a: 1, n: 5_000 },
    { name: 'empirical', values: [1, -2.5, 7], weights: [1, 2, 3] },
    { name: 'empirical', edges: [-3, 0, 8], counts: [1, 4] },
    { name: 'mixture', components: [{ name: 'normal' }, { name: 'geometric', p: 0.01 }], weights: [2, 1] },
  ),
);

/** [low, low + width], of whole numbers. */
function range(low: fc.Arbitrary<number>, widths: readonly number[]): fc.Arbitrary<Members> {
  return fc.tuple(low, fc.constantFrom(...widths)).map(([min, width]) => ({ min, max: min + width }));
}

const whole = range(fc.integer({ min: -1000, max: 1000 }), [0, 1, 255, 256, 4_095, 4_096, 100_000]);
const real = range(fc.integer({ min: -10, max: 10 }), [1, 100]);

/** Members of a column of each kind: all valid, spread over the ways in which the kind can be generated. */
const MEMBERS: { readonly [Kind in LoneKind]: fc.Arbitrary<Members> } = {
  integer: fc.oneof(
    fc.tuple(whole, law).map(([bounds, distribution]) => ({ ...bounds, distribution })),
    fc.constant({ min: -5, max: 1_000_000, unique: true }),
  ),
  long: fc.oneof(
    fc.tuple(whole, law).map(([bounds, distribution]) => ({ ...bounds, distribution })),
    fc.constant({ min: '-9223372036854775808', max: '9223372036854775807' }),
    fc.constant({ min: '9007199254740993', max: '9223372036854775807' }),
    fc.constant({ min: '-9223372036854775808', max: '9223372036854775807', unique: true }),
  ),
  float: fc
    .tuple(real, law, fc.constantFrom({}, { decimals: 1 }))
    .map(([b, distribution, d]) => ({ ...b, distribution, ...d })),
  double: fc
    .tuple(real, law, fc.constantFrom({}, { decimals: 0 }, { decimals: 2 }, { decimals: 5 }))
    .map(([bounds, distribution, decimals]) => ({ ...bounds, distribution, ...decimals })),
  decimal: fc.oneof(
    fc
      .tuple(fc.constantFrom(0, 2, 5), fc.constantFrom(9, 18), real, law)
      .map(([scale, precision, bounds, distribution]) => ({ scale, precision, ...bounds, distribution })),
    fc.constant({ precision: 9, scale: 3, min: -1000, max: 9000, unique: true }),
  ),
  boolean: fc.record({ p: fc.constantFrom(0, 0.3, 1) }),
  category: fc.constantFrom(1, 4, 300).map((size) => ({
    values: Array.from({ length: size }, (_, index) => `value ${index} é`),
    weights: Array.from({ length: size }, (_, index) => index + 0.5),
  })),
  date: fc.constantFrom(
    {},
    { business_days: true, seasonality: { month: [1, 2, 0, 4, 1, 1, 1, 1, 1, 1, 1, 9] } },
    { min: '1900-01-01', max: '1900-01-01' },
    { min: '1700-01-01', max: '2100-12-31' },
    { min: '1600-01-01', max: '2399-12-31', unique: true },
  ),
  time: fc.constantFrom({}, { min: '08:00', max: '08:00:00.000002' }, { max: '06:00', unique: true }),
  datetime: fc.constantFrom(
    {},
    { business_days: true, seasonality: { hour_of_day: Array.from({ length: 24 }, (_, hour) => hour % 7) } },
    { unit: 'ms' },
    { unique: true },
    { zone: 'none', min: '0001-01-01', max: '9999-12-31' },
  ),
  string: fc.constantFrom(
    {},
    { min_length: 0, max_length: 40, alphabet: 'aé€😀' },
    { min_length: 3, max_length: 3, alphabet: 'x' },
    { min_length: 2, max_length: 90, alphabet: 'aé€😀', unique: true },
    { pattern: '[A-Z]{3}-\\d{1,4}(é|x+)?' },
    { pattern: '\\w{2,9}@(a|b{2})\\.com', unique: true },
  ),
  template: fc.constantFrom(
    { template: 'user{row}@example.com' },
    { template: 'literal' },
    { template: '{row:012}' },
    { template: 'é{row:03}/{row}/{{x}}' },
  ),
  uuid: fc.constantFrom({}, { unique: true }, { version: 7 }, { version: 7, start: '1999-12-31', step_ms: 86_400_000 }),
  binary: fc.constantFrom({}, { min_length: 0, max_length: 70 }, { min_length: 3, max_length: 9, unique: true }),
  hash: fc.constantFrom({}, { algorithm: 'md5' }),
  sequence: fc.record({ start: fc.integer(), step: fc.integer({ min: -5, max: 5 }) }),
  constant: fc.record({ value: fc.constantFrom('text', '', true, false, 5, -0.5) }),
  first_name: fc.constant({}),
  last_name: fc.constant({}),
  full_name: fc.constant({}),
  email: fc.constant({}),
  country: fc.constant({}),
  city: fc.constant({}),
  json: fc.tuple(fc.constantFrom('nested', 'text'), arbitraryJsonValue()).map(([as, value]) => ({ as, value })),
};

/** A column without a name; those that describe a person need an entity of the table. */
export const arbitraryColumn: fc.Arbitrary<Members> = fc
  .constantFrom(...(Object.keys(MEMBERS) as LoneKind[]))
  .chain((kind) =>
    fc
      .tuple(MEMBERS[kind], fc.constantFrom(0, 0, 0.1, 0.5, 1))
      .map(([members, null_rate]) => ({ ...members, kind, null_rate })),
  );

/** A valid spec document of 1 to 8 columns, with one person of one to three locales. */
export function arbitrarySpec(numRecords: number): fc.Arbitrary<Members> {
  return fc
    .record({
      columns: fc.array(arbitraryColumn, { minLength: 1, maxLength: 8 }),
      locales: fc.uniqueArray(fc.constantFrom(...LOCALES), { minLength: 1, maxLength: 3 }),
      seed: fc.maxSafeNat(),
    })
    .map(({ columns, locales, seed }) => ({
      seed,
      num_records: numRecords,
      entities: { someone: { kind: 'person', locales } },
      schema: columns.map((members, index) => ({ name: `column ${index}`, ...members })),
    }));
}
