import type { ByteSink } from './byte-sink.ts';
import { decimalQuote, jsonScalar, type ScalarType, type ScalarValue } from './json-scalar.ts';

/**
 * The texts of `jsonScalar` written digit by digit, several times faster: for whole numbers, decimals, dates and times,
 * which are most of what nested values hold. What needs more than a double's exact integers goes the slow way.
 */
export type AppendNumber = (sink: ByteSink, value: number) => void;

const [ZERO, MINUS, POINT, COLON, T, Z, QUOTE] = [0x30, 0x2d, 0x2e, 0x3a, 0x54, 0x5a, 0x22];
/** Longest text of one value. */
const BYTES_MAX = 40;
/** So many digits fit in a whole number of 32 bits. */
const DIGITS = 9;
const BILLION = 1e9;
const MICROSECONDS_PER_SECOND = 1e6;
const SECONDS_PER_DAY = 86_400;
const MICROSECONDS_PER_DAY = SECONDS_PER_DAY * MICROSECONDS_PER_SECOND;

/** The values of a type at places, written fast; `values` are read when a place is written. */
export function appendScalars(
  type: ScalarType,
  values: ArrayLike<ScalarValue>,
): (sink: ByteSink, place: number) => void {
  const slow = jsonScalar(type);
  const fast = appendNumber(type);
  if (fast === undefined) return (sink, place) => sink.appendAscii(slow(values[place]!));
  const numberAt = safeNumbers(values);
  return (sink, place) => {
    const value = numberAt(place);
    if (Number.isSafeInteger(value)) fast(sink, value);
    else sink.appendAscii(slow(values[place]!));
  };
}

/** Values as doubles, exact where they are safe integers: 64-bit ones are joined from halves, which makes no bigint. */
function safeNumbers(values: ArrayLike<ScalarValue>): (place: number) => number {
  if (!(values instanceof BigInt64Array)) return (place) => Number(values[place]);
  const halves = new Int32Array(values.buffer, values.byteOffset, values.length * 2);
  return (place) => halves[2 * place + 1]! * 2 ** 32 + (halves[2 * place]! >>> 0);
}

function appendNumber(type: ScalarType): AppendNumber | undefined {
  switch (type.name) {
    case 'int32':
    case 'int64':
      return appendWhole;
    case 'decimal':
      return appendDecimal(type.scale, decimalQuote(type.precision) !== '');
    case 'date':
      return quoted(putDate);
    case 'time':
      return quoted(putTime);
    case 'timestamp':
      return appendTimestamp(type.unit === 'ms' ? 1_000 : 1, type.isUtc);
    default:
      return undefined;
  }
}

function appendWhole(sink: ByteSink, value: number): void {
  sink.reserve(BYTES_MAX);
  if (value < 0) put(sink, MINUS);
  putWhole(sink, Math.abs(value));
}

function appendDecimal(scale: number, isQuoted: boolean): AppendNumber {
  const power = Number(`1e${scale}`);
  return (sink, unscaled) => {
    sink.reserve(BYTES_MAX);
    if (isQuoted) put(sink, QUOTE);
    if (unscaled < 0) put(sink, MINUS);
    const magnitude = Math.abs(unscaled);
    const fraction = magnitude % power;
    putWhole(sink, (magnitude - fraction) / power);
    if (scale > 0) {
      put(sink, POINT);
      putPadded(sink, fraction, scale);
    }
    if (isQuoted) put(sink, QUOTE);
  };
}

function appendTimestamp(microsecondsPerUnit: number, isUtc: boolean): AppendNumber {
  const unitsPerDay = MICROSECONDS_PER_DAY / microsecondsPerUnit;
  return quoted((sink, units) => {
    const days = Math.floor(units / unitsPerDay);
    putDate(sink, days);
    put(sink, T);
    putTime(sink, (units - days * unitsPerDay) * microsecondsPerUnit);
    if (isUtc) put(sink, Z);
  });
}

function quoted(write: AppendNumber): AppendNumber {
  return (sink, value) => {
    sink.reserve(BYTES_MAX);
    put(sink, QUOTE);
    write(sink, value);
    put(sink, QUOTE);
  };
}

/**
 * `YYYY-MM-DD` of days since 1970-01-01.
 * Source: Hinnant, "chrono-Compatible Low-Level Date Algorithms", civil_from_days.
 */
function putDate(sink: ByteSink, days: number): void {
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const leapDays = quotient(dayOfEra, 1_460) - quotient(dayOfEra, 36_524) + quotient(dayOfEra, 146_096);
  const yearOfEra = quotient(dayOfEra - leapDays, 365);
  const dayOfYear = dayOfEra - (365 * yearOfEra + quotient(yearOfEra, 4) - quotient(yearOfEra, 100));
  const marchMonth = quotient(5 * dayOfYear + 2, 153);
  const month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
  putPadded(sink, yearOfEra + era * 400 + (month <= 2 ? 1 : 0), 4);
  put(sink, MINUS);
  putPadded(sink, month, 2);
  put(sink, MINUS);
  putPadded(sink, dayOfYear - quotient(153 * marchMonth + 2, 5) + 1, 2);
}

/** `HH:MM:SS.ffffff` of microseconds since midnight. */
function putTime(sink: ByteSink, microseconds: number): void {
  const seconds = Math.floor(microseconds / MICROSECONDS_PER_SECOND);
  putPadded(sink, quotient(seconds, 3_600), 2);
  put(sink, COLON);
  putPadded(sink, quotient(seconds, 60) % 60, 2);
  put(sink, COLON);
  putPadded(sink, seconds % 60, 2);
  put(sink, POINT);
  putPadded(sink, microseconds - seconds * MICROSECONDS_PER_SECOND, 6);
}

/** A whole number that is not negative, without zeros in front. */
function putWhole(sink: ByteSink, value: number): void {
  let width = 1;
  for (let power = 10; power <= value; power *= 10) width += 1;
  putPadded(sink, value, width);
}

/** Exactly `width` digits of a whole number that has no more. */
function putPadded(sink: ByteSink, value: number, width: number): void {
  if (width > DIGITS) {
    const high = Math.floor(value / BILLION);
    putPadded(sink, high, width - DIGITS);
    putPadded(sink, value - high * BILLION, DIGITS);
    return;
  }
  const { bytes } = sink;
  let rest = value | 0;
  for (let at = sink.end + width - 1; at >= sink.end; at--) {
    const next = quotient(rest, 10);
    bytes[at] = ZERO + rest - next * 10;
    rest = next;
  }
  sink.end += width;
}

/** Of whole numbers of 32 bits that are not negative. */
function quotient(dividend: number, divisor: number): number {
  return (dividend / divisor) | 0;
}

function put(sink: ByteSink, byte: number): void {
  sink.bytes[sink.end++] = byte;
}
