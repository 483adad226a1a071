import type { PageRange } from '../columns/column-program.ts';
import type { ColumnType } from '../columns/column-type.ts';
import { lazyTable } from '../columns/lazy-table.ts';
import { fixedWidth, type ValueProgram } from '../columns/value-program.ts';
import type { SpecOf } from '../contracts/column-spec.ts';
import {
  type DayPart,
  HOURS_OF_DAY,
  type InstantCalendar,
  instantCalendar,
  partOf,
  type TickRange,
} from '../contracts/instant-calendar.ts';
import type { KernelSession } from '../kernels/kernel-session.ts';
import type { Address } from '../kernels/kernels.ts';
import { chooseDraw } from './coded-values.ts';
import { bindSubstream } from './substream.ts';
import { SCORED_SHARES, writeSums } from './uniform-integers.ts';

/** Two for the day, one for the hour in each part. */
const BYTES_OF_CHOICES = 5;
const BYTES_OF_INSTANT = 8;

/**
 * Instants whose frequency is the product of weights of month, weekday and hour: a day by its weight, an hour of it by
 * its weight, and a tick of it evenly.
 */
export function seasonalInstants(spec: SpecOf<'datetime'>, type: ColumnType, range: TickRange): ValueProgram {
  const calendar = lazyTable(() => instantCalendar(spec, range));
  const program = fixedWidth(type, 'i64');
  return {
    ...program,
    isDeltaFriendly: true,
    scratchBytesPerRow: program.scratchBytesPerRow + BYTES_OF_CHOICES,
    bind: (session, key) => bindInstants(session, key, calendar()),
    bindScores: (session) => bindScoredInstants(session, calendar()),
  };
}

function bindInstants(session: KernelSession, key: Address, calendar: InstantCalendar) {
  const { base, parts, weights, ticksPerDay } = calendar;
  const chooseDay = bindChoice(session, key, { index: 0, weights });
  const chooseHour = parts.map((part) => bindChoice(session, key, { index: 1, weights: part.weights }));
  return (page: PageRange) => {
    const byteLength = page.rowCount * BYTES_OF_INSTANT;
    const values = session.allocate(byteLength);
    session.kernels.uniformF64(values, page.rowCount, key, page.rowStart, 0, 1);
    const mark = session.mark();
    const days = chooseDay(page);
    const hours = chooseHour.map((choose) => choose(page));
    const ticks = new Float64Array(session.bytes.buffer, values, page.rowCount);
    for (let i = 0; i < ticks.length; i++) {
      const day = days[i]!;
      const part = partOf(day, weights.length);
      const hour = hours[part]![i]!;
      const { starts, lengths } = parts[part];
      ticks[i] = day * ticksPerDay + starts[hour]! + Math.floor(ticks[i]! * lengths[hour]!);
    }
    writeSums(new Uint32Array(session.bytes.buffer, values, 2 * page.rowCount), ticks, base);
    session.release(mark);
    return { values, byteLength };
  };
}

interface Choice {
  /** Which stream of the column's decides. */
  readonly index: number;
  readonly weights: readonly number[];
}

/** One code per row by weight. Days without an hour in the range are never drawn, and their hours never asked for. */
function bindChoice(session: KernelSession, key: Address, { index, weights }: Choice) {
  const substream = bindSubstream(session, key, index);
  const isPossible = weights.some((weight) => weight > 0);
  const emit = isPossible ? chooseDraw(weights)(session, substream()) : undefined;
  const isNarrow = weights.length <= 256;
  return ({ rowStart, rowCount }: PageRange): Uint8Array | Uint16Array => {
    const at = session.allocate(rowCount * (isNarrow ? 1 : 2));
    substream();
    emit?.(at, rowCount, rowStart);
    const { buffer } = session.bytes;
    return isNarrow ? new Uint8Array(buffer, at, rowCount) : new Uint16Array(buffer, at, rowCount);
  };
}

function bindScoredInstants(session: KernelSession, { base, parts, weights, ticksPerDay }: InstantCalendar) {
  const place = SCORED_SHARES();
  const upTo = new Float64Array(weights.length + 1);
  for (const [day, weight] of weights.entries()) upTo[day + 1] = upTo[day]! + weight;
  const total = upTo[weights.length]!;
  return (scores: Address, rowCount: number) => {
    const { buffer } = session.bytes;
    const ticks = new Float64Array(buffer, scores, rowCount);
    place(ticks);
    for (let i = 0; i < rowCount; i++) {
      const wanted = ticks[i]! * total;
      const day = dayAt(upTo, weights, wanted);
      const share = Math.max(0, wanted - upTo[day]!) / weights[day]!;
      ticks[i] = day * ticksPerDay + tickWithin(parts[partOf(day, weights.length)], share);
    }
    writeSums(new Uint32Array(buffer, scores, 2 * rowCount), ticks, base);
    return { values: scores, byteLength: rowCount * BYTES_OF_INSTANT };
  };
}

/** The last day with a weight that begins at or below `wanted`; the first one with a weight, where none does. */
function dayAt(upTo: Float64Array, weights: readonly number[], wanted: number): number {
  let [low, high] = [0, weights.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if (upTo[middle]! <= wanted) low = middle;
    else high = middle - 1;
  }
  while (weights[low] === 0 && low > 0) low--;
  while (weights[low] === 0) low++;
  return low;
}

/** The tick below which this share of a day's frequency lies. */
function tickWithin({ starts, lengths, weights, sum }: DayPart, share: number): number {
  let rest = Math.min(share, 1) * sum;
  let hour = 0;
  for (let next = 0; next < HOURS_OF_DAY; next++) {
    if (weights[next] === 0) continue;
    hour = next;
    if (rest < weights[next]!) break;
    rest -= weights[next]!;
  }
  const place = Math.min(Math.floor((rest / weights[hour]!) * lengths[hour]!), lengths[hour]! - 1);
  return starts[hour]! + Math.max(place, 0);
}
