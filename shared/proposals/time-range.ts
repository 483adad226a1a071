import { parseIsoDatetime } from '../contracts/iso-calendar.ts';
import type { ColumnLimits, Limit } from './check-limits.ts';
import type { Members } from './type-columns.ts';

const MILLIS_PER_DAY = 86_400_000;
const DEFAULT = { min: '2020-01-01', max: '2024-12-31' };
/** How far a range goes on from a check that lies outside of what was wished. */
const SPAN_MILLIS = 5 * 365 * MILLIS_PER_DAY;

/** The first and last date, or the first and past-the-last instant, within the checks and near the wish. */
export function timeRange(
  kind: 'date' | 'datetime',
  limits: Pick<ColumnLimits, 'lows' | 'highs'>,
  wish: Members,
): { readonly min: string; readonly max: string } {
  const lows = limits.lows.flatMap((limit) => instantOf(limit, kind, 'low') ?? []);
  const highs = limits.highs.flatMap((limit) => instantOf(limit, kind, 'high') ?? []);
  const wished = {
    min: millisOf(String(wish['min'] ?? DEFAULT.min)) ?? 0,
    // A wish names the last day; instants end before the next one.
    max: (millisOf(String(wish['max'] ?? DEFAULT.max)) ?? 0) + (kind === 'datetime' ? MILLIS_PER_DAY : 0),
  };
  let [min, max] = [Math.max(...lows, wished.min), Math.min(...highs, wished.max)];
  if (min >= max && lows.length > 0) {
    min = Math.max(...lows);
    max = Math.min(...highs, min + SPAN_MILLIS);
  } else if (min >= max) min = max - SPAN_MILLIS;
  // The only instant that two checks leave is not the end of a range.
  if (min >= max && kind === 'datetime') max = min + 1;
  return { min: textOf(min, kind), max: textOf(max, kind) };
}

/** A check's bound as the first or last value that it allows; the end of a range of instants is not in it. */
function instantOf({ text, isExclusive }: Limit, kind: 'date' | 'datetime', side: 'low' | 'high'): number | undefined {
  const millis = millisOf(text);
  if (millis === undefined) return undefined;
  if (kind === 'date') {
    const day = Math.floor(millis / MILLIS_PER_DAY) * MILLIS_PER_DAY;
    if (side === 'low') return isExclusive || day < millis ? day + MILLIS_PER_DAY : day;
    return isExclusive && day === millis ? day - MILLIS_PER_DAY : day;
  }
  return side === 'low' && isExclusive ? millis + 1 : millis;
}

/** Milliseconds since 1970 of `2007-01-31` or `2007-01-31 12:00:00`, with or without an offset. */
function millisOf(text: string): number | undefined {
  // SQL writes `+02` where ISO writes `+02:00`.
  const iso = text
    .trim()
    .replace(' ', 'T')
    .replace(/(:\d\d(?:\.\d+)?[+-]\d\d)$/, '$1:00');
  const instant = parseIsoDatetime(iso);
  return instant === undefined ? undefined : Number(instant.micros / 1_000n);
}

function textOf(millis: number, kind: 'date' | 'datetime'): string {
  const iso = new Date(millis).toISOString();
  if (kind === 'date') return iso.slice(0, 10);
  return iso.endsWith('T00:00:00.000Z') ? iso.slice(0, 10) : iso.replace(/\.000Z$/, '').replace(/Z$/, '');
}
