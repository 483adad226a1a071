import type { ColumnLimits, Limit } from './check-limits.ts';
import { floorSteps, type StepRange, stepRange, stepsText } from './number-range.ts';
import type { SourceType } from './source-schema.ts';
import { timeRange } from './time-range.ts';

/** Members of a column without its name, as a specification may hold them. */
export type Members = Readonly<Record<string, unknown>>;

export interface TypedColumn {
  readonly members: Members;
  /** What of the type or the checks the members do not say. */
  readonly notes: readonly string[];
}

type TypeOf<Name extends SourceType['name']> = Name extends string ? Extract<SourceType, { name: Name }> : never;

const INT32 = { min: -(2n ** 31n), max: 2n ** 31n - 1n };
const INT64 = { min: -(2n ** 63n), max: 2n ** 63n - 1n };
const EXACT = 2n ** 53n - 1n;
const PRECISION_MAX = 18;
const LENGTH_MIN = 8;
const LENGTH_MAX = 16;
const BYTES_MAX = 16;
const REAL_MAX = 1_000;

/**
 * A column of some type within its checks. `wish` holds what a name told: bounds that are kept as far as type and
 * checks allow. Without one, values are those that the kind has by default, as far as they fit.
 */
export function columnOfType(type: SourceType, limits: ColumnLimits, wish: Members = {}): TypedColumn {
  switch (type.name) {
    case 'integer':
      return integerColumn(type, limits, wish);
    case 'decimal':
      return decimalColumn(type, limits, wish);
    case 'float':
    case 'double':
      return realColumn(type.name, limits, wish);
    case 'boolean':
      return plain({ kind: 'boolean', ...(wish['p'] !== undefined && { p: wish['p'] }) });
    case 'date':
    case 'datetime':
      return timeColumn(type, limits, wish);
    case 'time':
      return plain({ kind: 'time' });
    case 'uuid':
      return plain({ kind: 'uuid' });
    case 'text':
      return textColumn(type, limits);
    case 'category':
      return categoryColumn(type, limits);
    case 'binary':
      return plain({ kind: 'binary', ...shortened(type.maxLength, BYTES_MAX) });
    case 'json':
      return jsonColumn(type);
    case 'other':
      return otherColumn(type);
  }
}

function plain(members: Members): TypedColumn {
  return { members, notes: [] };
}

function integerColumn(type: TypeOf<'integer'>, limits: ColumnLimits, wish: Members): TypedColumn {
  if (limits.values !== undefined) return listedNumbers(limits.values, type);
  const wished = wishedSteps(wish, 0) ?? { min: 0n, max: type.max > INT32.max ? EXACT : type.max };
  const within = { min: type.min < INT64.min ? INT64.min : type.min, max: type.max > INT64.max ? INT64.max : type.max };
  const range = stepRange(within, wished, { ...limits, scale: 0 });
  if (range === undefined) return { members: wholeNumbers(within, type), notes: [EMPTY] };
  return plain(wholeNumbers(range, type));
}

const EMPTY = 'its checks leave no value: they are not respected';

/** `long` where the type is wider than 32 bits, so that an export gives the type back. */
function wholeNumbers({ min, max }: StepRange, type: TypeOf<'integer'>): Members {
  const isLong = type.max > INT32.max || min < INT32.min || max > INT32.max;
  return { kind: isLong ? 'long' : 'integer', min: exactNumber(min), max: exactNumber(max) };
}

function exactNumber(value: bigint): number | string {
  return value >= -EXACT && value <= EXACT ? Number(value) : value.toString();
}

/** `check (size in (1, 2, 5))`: those numbers, equally often. */
function listedNumbers(values: readonly string[], type: TypeOf<'integer'>): TypedColumn {
  const numbers = values.map(Number);
  const [min, max] = [Math.min(...numbers), Math.max(...numbers)];
  const members = wholeNumbers({ min: BigInt(min), max: BigInt(max) }, type);
  if (max - min + 1 === numbers.length) return plain(members);
  return plain({ kind: members['kind'], distribution: { name: 'empirical', values: numbers } });
}

function decimalColumn(type: TypeOf<'decimal'>, limits: ColumnLimits, wish: Members): TypedColumn {
  const notes: string[] = [];
  if (type.precision === undefined) notes.push('has no precision: 2 digits after the point are made');
  if ((type.precision ?? 0) > PRECISION_MAX)
    notes.push(`has ${type.precision} digits, the limit is ${PRECISION_MAX}: fewer are made`);
  const precision = Math.min(type.precision ?? PRECISION_MAX, PRECISION_MAX);
  const scale = Math.min(Math.max(type.precision === undefined ? 2 : (type.scale ?? 0), 0), precision);
  const largest = 10n ** BigInt(precision) - 1n;
  const wished = wishedSteps(wish, scale) ?? { min: 0n, max: 1_000n * 10n ** BigInt(scale) };
  const asLimits = limits.values === undefined ? limits : { ...limits, ...rangeOfValues(limits.values) };
  const range = stepRange({ min: -largest, max: largest }, wished, { ...asLimits, scale });
  if (range === undefined) notes.push(EMPTY);
  const { min, max } = range ?? { min: 0n, max: largest };
  const members = { kind: 'decimal', precision, scale, min: stepsText(min, scale), max: stepsText(max, scale) };
  return { members: { ...members, ...numbersWhereShort(members) }, notes };
}

/** Numbers instead of texts where they print the same, for people. */
function numbersWhereShort({ min, max }: { readonly min: string; readonly max: string }): Members {
  const short = (text: string) => (text.replace(/\D/g, '').length <= 15 ? Number(text) : text);
  return { min: short(min), max: short(max) };
}

function rangeOfValues(values: readonly string[]): { lows: Limit[]; highs: Limit[] } {
  const sorted = [...values].sort((a, b) => Number(a) - Number(b));
  const limit = (text: string): Limit => ({ text, isExclusive: false });
  return { lows: sorted.slice(0, 1).map(limit), highs: sorted.slice(-1).map(limit) };
}

function wishedSteps(wish: Members, scale: number): StepRange | undefined {
  const { min, max } = wish;
  if (typeof min !== 'number' || typeof max !== 'number') return undefined;
  const [low, high] = [floorSteps(String(min), scale), floorSteps(String(max), scale)];
  return low && high && { min: low.steps, max: high.steps };
}

function realColumn(kind: 'float' | 'double', limits: ColumnLimits, wish: Members): TypedColumn {
  const lows = limits.lows.map(({ text }) => Number(text)).filter(Number.isFinite);
  const highs = limits.highs.map(({ text }) => Number(text)).filter(Number.isFinite);
  const low = Math.max(...lows, Number(wish['min'] ?? 0));
  const high = Math.min(...highs, Number(wish['max'] ?? REAL_MAX));
  const decimals = wish['decimals'] === undefined ? {} : { decimals: wish['decimals'] };
  if (low < high) return plain({ kind, min: low, max: high, ...decimals });
  // The checks lie outside of what was wished: next to the bound that they give.
  if (lows.length > 0 && highs.length === 0) return plain({ kind, min: low, max: low + REAL_MAX });
  if (highs.length > 0 && lows.length === 0) return plain({ kind, min: high - REAL_MAX, max: high });
  return { members: { kind, min: 0, max: REAL_MAX }, notes: [EMPTY] };
}

function timeColumn(type: TypeOf<'date' | 'datetime'>, limits: ColumnLimits, wish: Members): TypedColumn {
  const { min, max } = timeRange(type.name, limits, wish);
  if (type.name === 'date') return plain({ kind: 'date', min, max });
  const { zone, unit } = type;
  return plain({ kind: 'datetime', min, max, ...(zone === 'none' && { zone }), ...(unit !== undefined && { unit }) });
}

function textColumn(type: TypeOf<'text'>, limits: ColumnLimits): TypedColumn {
  if (limits.values !== undefined) return plain({ kind: 'category', values: limits.values });
  if (type.pattern !== undefined) return plain({ kind: 'string', pattern: type.pattern });
  const least = Math.max(type.minLength ?? 0, limits.minLength ?? 0);
  const most = Math.min(type.maxLength ?? Number.POSITIVE_INFINITY, limits.maxLength ?? Number.POSITIVE_INFINITY);
  if (least > most) return { members: { kind: 'string', min_length: 0, max_length: most }, notes: [EMPTY] };
  const max = Math.min(most, Math.max(least, LENGTH_MAX));
  const isSaid = type.minLength !== undefined || limits.minLength !== undefined;
  return plain({ kind: 'string', min_length: isSaid ? least : Math.min(LENGTH_MIN, max), max_length: max });
}

function categoryColumn(type: TypeOf<'category'>, { values }: ColumnLimits): TypedColumn {
  const kept = values === undefined ? type.values : type.values.filter((value) => values.includes(value));
  const weights = kept === type.values || kept.length === type.values.length ? type.weights : undefined;
  if (kept.length === 0) return { members: { kind: 'category', values: type.values }, notes: [EMPTY] };
  return plain({ kind: 'category', values: kept, ...(weights !== undefined && { weights }) });
}

function jsonColumn({ value }: TypeOf<'json'>): TypedColumn {
  if (value !== undefined) return plain({ kind: 'json', value });
  return { members: { kind: 'constant', value: '{}' }, notes: ['holds JSON of unknown shape: {} stands for it'] };
}

function otherColumn({ nearest }: TypeOf<'other'>): TypedColumn {
  if (nearest === undefined)
    return { members: { kind: 'string' }, notes: ['has a type without a counterpart: random text stands for it'] };
  return { members: nearest, notes: ['has a type without a counterpart: text in its notation stands for it'] };
}

function shortened(length: number | undefined, most: number): Members {
  const max = Math.min(length ?? most, most);
  return { min_length: Math.min(LENGTH_MIN, max), max_length: max };
}
