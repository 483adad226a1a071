import { parseIsoDate, parseIsoDatetime } from '../contracts/iso-calendar.ts';
import { type ColumnLimits, NO_LIMITS } from '../proposals/check-limits.ts';
import { integerType, type SourceColumn, type SourceType } from '../proposals/source-schema.ts';

/** A value that fewer rows hold is somebody's. */
const MIN_COUNT = 5;
/** Rows further from the end than this give the bounds. */
const EXTREME_RANK = MIN_COUNT - 1;
const CATEGORY_VALUES_MAX = 1_000;
/** Share of the rows that the kept values must cover for the column to be a category. */
const CATEGORY_SHARE_MIN = 0.9;
const NULL_TEXTS = new Set(['', 'NULL', 'null', 'NA', 'N/A', '\\N']);
const RATE_STEPS = 10_000;

type Sampled = Pick<SourceColumn, 'type' | 'typeText' | 'isNullable' | 'nullRate' | 'limits' | 'isMeasured'> & {
  readonly notes: readonly string[];
};

/** Type, bounds, values and nulls of a column of texts. `isPrivate`: no value is taken over, however frequent. */
export function sampleColumn(texts: readonly string[], isPrivate: boolean): Sampled {
  const present = texts.filter((text) => !NULL_TEXTS.has(text));
  const nulls = texts.length - present.length;
  const nullRate = texts.length === 0 ? 0 : Math.round((nulls / texts.length) * RATE_STEPS) / RATE_STEPS;
  const { type, limits = NO_LIMITS, word, note } = inferType(present, isPrivate);
  return {
    type,
    typeText: `${word} in the sample`,
    isNullable: nulls > 0,
    nullRate,
    limits,
    isMeasured: true,
    notes: note === undefined ? [] : [note],
  };
}

interface Inferred {
  readonly type: SourceType;
  readonly word: string;
  readonly limits?: ColumnLimits;
  readonly note?: string;
}

function inferType(texts: readonly string[], isPrivate: boolean): Inferred {
  if (texts.length === 0) return { type: { name: 'text' }, word: 'nothing', note: 'has no value in the sample' };
  const all = (test: (text: string) => boolean) => texts.every(test);
  if (all((text) => /^(true|false)$/i.test(text))) return { type: { name: 'boolean' }, word: 'true and false' };
  if (all((text) => /^-?(0|[1-9]\d{0,17})$/.test(text))) return inferWhole(texts);
  if (all((text) => /^-?\d{1,15}(\.\d{1,12})?$/.test(text) && !/^-?0\d/.test(text))) return inferReal(texts);
  if (all((text) => parseIsoDate(text) !== undefined)) return inferTimes(texts, { name: 'date' }, 'dates');
  if (all((text) => parseIsoDatetime(text.replace(' ', 'T')) !== undefined)) return inferDatetimes(texts);
  if (all((text) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)))
    return { type: { name: 'uuid' }, word: 'UUIDs' };
  return inferText(texts, isPrivate);
}

/** The value of the 5th most extreme row at each end; too few rows give no bounds. */
function bounds(sorted: readonly string[]): ColumnLimits | undefined {
  if (sorted.length <= 2 * EXTREME_RANK) return undefined;
  const limit = (text: string) => [{ text, isExclusive: false }];
  return { lows: limit(sorted[EXTREME_RANK]!), highs: limit(sorted.at(-1 - EXTREME_RANK)!) };
}

function withBounds(found: Omit<Inferred, 'limits' | 'note'>, sorted: readonly string[]): Inferred {
  const limits = bounds(sorted);
  if (limits === undefined) return { ...found, note: 'has too few values in the sample for bounds' };
  return { ...found, limits };
}

function inferWhole(texts: readonly string[]): Inferred {
  const sorted = [...texts].sort((a, b) => Number(a) - Number(b) || 0);
  const isWide = texts.some((text) => Math.abs(Number(text)) >= 2 ** 31);
  return withBounds({ type: integerType(isWide ? 64 : 32), word: 'whole numbers' }, sorted);
}

function inferReal(texts: readonly string[]): Inferred {
  const places = texts.reduce((most, text) => Math.max(most, text.split('.')[1]?.length ?? 0), 0);
  const sorted = [...texts].sort((a, b) => Number(a) - Number(b));
  const type: SourceType = places <= 4 ? { name: 'decimal', precision: 18, scale: places } : { name: 'double' };
  return withBounds({ type, word: 'numbers' }, sorted);
}

function inferTimes(texts: readonly string[], type: SourceType, word: string): Inferred {
  return withBounds({ type, word }, [...texts].sort());
}

function inferDatetimes(texts: readonly string[]): Inferred {
  const hasZone = texts.every((text) => /(Z|[+-]\d\d:\d\d)$/i.test(text));
  return inferTimes(texts, { name: 'datetime', zone: hasZone ? 'UTC' : 'none' }, 'instants');
}

function inferText(texts: readonly string[], isPrivate: boolean): Inferred {
  const category = isPrivate ? undefined : inferCategory(texts);
  if (category !== undefined) return category;
  const lengths = texts.map((text) => [...text].length).sort((a, b) => a - b);
  if (lengths.length <= 2 * EXTREME_RANK)
    return { type: { name: 'text' }, word: 'text', note: 'has too few values in the sample for lengths' };
  const [minLength, maxLength] = [lengths[EXTREME_RANK]!, lengths.at(-1 - EXTREME_RANK)!];
  return { type: { name: 'text', minLength, maxLength }, word: 'text' };
}

/** Values that at least 5 rows hold, where these are nearly all. */
function inferCategory(texts: readonly string[]): Inferred | undefined {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  const kept = [...counts]
    .filter(([, count]) => count >= MIN_COUNT)
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  const covered = kept.reduce((sum, [, count]) => sum + count, 0);
  if (kept.length === 0 || kept.length > CATEGORY_VALUES_MAX || covered < texts.length * CATEGORY_SHARE_MIN)
    return undefined;
  const type: SourceType = {
    name: 'category',
    values: kept.map(([value]) => value),
    weights: kept.map(([, count]) => count),
  };
  const rare = counts.size - kept.length;
  const note = rare === 0 ? {} : { note: `leaves out values that fewer than ${MIN_COUNT} rows hold: ${rare}` };
  return { type, word: `${kept.length} texts`, ...note };
}
