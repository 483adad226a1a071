import { describe, expect, it } from 'vitest';
import { localeWords } from '../../shared/lexicon/lexicon.ts';
import { exp } from '../../shared/numerics/exp.ts';
import { normalCdf } from '../../shared/numerics/normal.ts';
import { bindSpec, generatedValues } from '../support/generated-values.ts';
import type { Value } from '../support/vector-values.ts';
import { chiSquare } from './chi-square.ts';

const ROWS = 100_000;

/** `ROWS` values of one column of a fixed seed. */
function sample(members: Record<string, unknown>, table: Record<string, unknown> = {}): Value[] {
  const document = { ...table, schema: [{ name: 'column', ...members }], num_records: ROWS };
  return generatedValues(bindSpec(document, undefined, 20_250_101), 0, ROWS)[0]!;
}

/** Fails when the counts per cell do not follow the weights, at alpha = 1e-6 (see chi-square.ts). */
function expectFrequencies(
  values: readonly Value[],
  cellOf: (value: Value) => number,
  weights: readonly number[],
): void {
  const counts = new Array<number>(weights.length).fill(0);
  for (const value of values) {
    const cell = cellOf(value);
    if (!(cell >= 0 && cell < weights.length)) expect.unreachable(`value ${value} lies in no cell`);
    counts[cell]!++;
  }
  const { statistic, critical } = chiSquare(counts, weights);
  expect(statistic).toBeLessThan(critical);
}

const even = (size: number) => new Array<number>(size).fill(1);
/** Probabilities of `count` cells around low, low + 1, …, of N(mean, deviation), the tails in the ends. */
const normalCells = (low: number, count: number, mean: number, deviation: number) =>
  Array.from({ length: count }, (_, i) => {
    const [lower, upper] = [low + i - 0.5, low + i + 0.5];
    const above = i === count - 1 ? 1 : normalCdf((upper - mean) / deviation);
    return above - (i === 0 ? 0 : normalCdf((lower - mean) / deviation));
  });

describe('frequencies of values', () => {
  it('of whole numbers are even, as codes, as 32 bits and as 64 bits', () => {
    expectFrequencies(sample({ kind: 'integer', min: -3, max: 3 }), (value) => Number(value) + 3, even(7));
    expectFrequencies(sample({ kind: 'integer', min: 1, max: 5_000 }), (value) => Number(value) - 1, even(5_000));
    const full = { min: '-9223372036854775808', max: '9223372036854775807' };
    expectFrequencies(
      sample({ kind: 'long', ...full }),
      (value) => Number(((value as bigint) + 2n ** 63n) >> 56n),
      even(256),
    );
  });

  it('of a rounded normal law are exact in every cell, the clipped ends included', () => {
    const law = { min: 18, max: 90, distribution: { name: 'normal', loc: 40, scale: 12 } };
    expectFrequencies(sample({ kind: 'integer', ...law }), (value) => Number(value) - 18, normalCells(18, 73, 40, 12));
  });

  it('of a law that is rounded row by row follow it too', () => {
    // 40,000 standard deviations of 10^-2 are too many for a dictionary.
    const values = sample({ kind: 'decimal', distribution: { name: 'normal', loc: 0, scale: 10_000 } });
    const cell = (value: Value) => Math.min(Math.max(Math.round(Number(value) / 250_000), -10), 10) + 10;
    expectFrequencies(values, cell, normalCells(-10, 21, 0, 4));
  });

  it('of floats fill their range evenly', () => {
    for (const kind of ['float', 'double'])
      expectFrequencies(sample({ kind, min: -1, max: 1 }), (value) => Math.floor((Number(value) + 1) * 128), even(256));
  });

  it('of rounded floats give the ends half a cell', () => {
    const weights = [0.5, ...even(99), 0.5];
    expectFrequencies(sample({ kind: 'double', decimals: 2 }), (value) => Math.round(Number(value) * 100), weights);
    const wide = sample({ kind: 'double', min: 0, max: 1_000, decimals: 3 });
    expectFrequencies(wide, (value) => Math.min(Math.floor(Number(value)), 999), even(1_000));
  });

  it('of lognormal and exponential laws lie between their quantiles', () => {
    const lognormal = sample({ kind: 'double', distribution: { name: 'lognormal', s: 0.6, scale: 1_000 } });
    const standard = (value: Value) => Math.log(Number(value) / 1_000) / 0.6;
    expectFrequencies(lognormal, (value) => Math.floor(normalCdf(standard(value)) * 100), even(100));
    const exponential = sample({ kind: 'float', distribution: { name: 'exponential', loc: 5, scale: 2 } });
    expectFrequencies(exponential, (value) => Math.floor((1 - exp(-(Number(value) - 5) / 2)) * 100), even(100));
  });

  it('of categories follow their weights, and weight 0 never comes', () => {
    const values = ['a', 'b', 'c', 'd'];
    const weights = [60, 0, 12, 3];
    expectFrequencies(sample({ kind: 'category', values, weights }), (value) => values.indexOf(String(value)), weights);
  });

  it('of booleans follow p', () => {
    expectFrequencies(sample({ kind: 'boolean', p: 0.7 }), (value) => Number(value), [0.3, 0.7]);
  });

  it('of days, times and instants are even', () => {
    const day = sample({ kind: 'date', min: '2020-01-01', max: '2020-12-31' });
    expectFrequencies(day, (value) => Number(value) - 18_262, even(366));
    const time = sample({ kind: 'time', min: '06:00', max: '18:00' });
    expectFrequencies(time, (value) => Math.floor(Number(value) / 3_600e6) - 6, even(12));
    const instant = sample({ kind: 'datetime', unit: 'ms', min: '1970-01-01', max: '1970-04-11' });
    expectFrequencies(instant, (value) => Math.floor(Number(value) / 86_400e3), even(100));
  });

  it('of text lengths and characters are even', () => {
    const texts = sample({ kind: 'string', min_length: 2, max_length: 5, alphabet: 'abcdefg' }).map(String);
    expectFrequencies(texts, (text) => String(text).length - 2, even(4));
    expectFrequencies(
      texts.flatMap((text) => [...text]),
      (letter) => 'abcdefg'.indexOf(String(letter)),
      even(7),
    );
    // Neighbouring characters of one hash: all 49 pairs.
    const pair = (text: Value) => 'abcdefg'.indexOf(String(text)[0]!) * 7 + 'abcdefg'.indexOf(String(text)[1]!);
    expectFrequencies(texts, pair, even(49));
  });

  it('of patterns are even over alternatives, counts and characters', () => {
    const texts = sample({ kind: 'string', pattern: '(a|[b-d]|x{1,4})(-[0-9]{2})?' }).map(String);
    const heads = ['a', ...'bcd', 'x', 'xx', 'xxx', 'xxxx'];
    const head = (text: Value) => heads.indexOf(String(text).split('-')[0]!);
    expectFrequencies(texts, head, [4, 4 / 3, 4 / 3, 4 / 3, 1, 1, 1, 1]);
    expectFrequencies(texts, (text) => Number(String(text).includes('-')), even(2));
    const numbered = texts.filter((text) => text.includes('-'));
    expectFrequencies(numbered, (text) => head(text) * 100 + Number(String(text).split('-')[1]), [
      ...heads.flatMap((_, i) => new Array<number>(100).fill([4, 4 / 3, 4 / 3, 4 / 3, 1, 1, 1, 1][i]!)),
    ]);
  });

  it('of unique strings and patterns are even over all texts', () => {
    const letters = 'abcdefgh';
    const strings = sample({ kind: 'string', min_length: 1, max_length: 20, alphabet: letters, unique: true });
    // 17 of them come from the number: the shorter a text the rarer, by a factor of 8, and the longest go on to 17..20.
    expectFrequencies(strings, (text) => (String(text).length < 17 ? 0 : 1), [1, 7]);
    const pair = (text: Value) => letters.indexOf(String(text)[0]!) * 8 + letters.indexOf(String(text)[15]!);
    const long = strings.filter((text) => String(text).length > 15);
    expectFrequencies(long, pair, even(64));
    const patterns = sample({ kind: 'string', pattern: '[a-h]{5}(-\\d{1,2})?', unique: true });
    expectFrequencies(patterns, (text) => Math.max(String(text).length - 6, 0), [1, 10, 100]);
  });

  it('of bytes and their number are even', () => {
    const values = sample({ kind: 'binary', min_length: 1, max_length: 4 }).map(String);
    expectFrequencies(values, (digits) => String(digits).length / 2 - 1, even(4));
    const bytes = values.flatMap((digits) => [...Uint8Array.fromHex(digits)]);
    expectFrequencies(bytes, Number, even(256));
    const unique = sample({ kind: 'binary', min_length: 3, max_length: 3, unique: true });
    expectFrequencies(unique, (digits) => Number.parseInt(String(digits).slice(2, 4), 16), even(256));
  });

  it('of names and countries are even over the drawn locale', () => {
    const entities = { p: { kind: 'person', locales: ['sv_SE', 'fr_FR', 'pl_PL'] } };
    const countries = ['Sweden', 'France', 'Poland'];
    expectFrequencies(sample({ kind: 'country' }, { entities }), (value) => countries.indexOf(String(value)), even(3));
    const names = localeWords('sv_SE').givenNames;
    const swedes = sample({ kind: 'first_name' }, { entities: { p: { kind: 'person', locale: 'sv_SE' } } });
    expectFrequencies(swedes, (value) => names.indexOf(String(value)), even(names.length));
  });
});
