import type { ColumnType } from '../columns/column-type.ts';
import { dateText, decimalText, timestampText, timeText } from '../kernels/twin/canonical-text.ts';
import { shortestFloat32 } from '../kernels/twin/shortest-float32.ts';

/** Significant digits that any JSON reader keeps: longer decimals are strings. */
const JSON_DIGITS_MAX = 15;
/** Decimals of so many digits tell any two float32 apart, and none of fewer digits is missed by looking at these. */
const FLOAT32_DIGITS = { least: 6, most: 9 };
const FLOAT32_NORMAL_MIN = 2 ** -126;

/** Types whose values are single numbers in memory. */
export type ScalarType = Exclude<ColumnType, { name: 'boolean' | 'string' | 'enum' | 'binary' | 'uuid' | 'nested' }>;
export type ScalarValue = number | bigint;

/**
 * The canonical text of a value as JSON holds it: number for int32, date (days), float32 and float64, bigint for int64,
 * time, timestamp; either for decimals (unscaled).
 */
export function jsonScalar(type: ScalarType): (value: ScalarValue) => string {
  switch (type.name) {
    case 'int32':
    case 'int64':
    case 'float64':
      return String;
    case 'float32':
      return (value) => float32Text(Number(value));
    case 'decimal': {
      const quote = decimalQuote(type.precision);
      return (value) => quote + decimalText(BigInt(value), type.scale) + quote;
    }
    case 'date':
      return (value) => `"${dateText(Number(value))}"`;
    case 'time':
      return (value) => `"${timeText(BigInt(value))}"`;
    case 'timestamp': {
      const microseconds = type.unit === 'ms' ? 1_000n : 1n;
      return (value) => `"${timestampText(BigInt(value) * microseconds, type.isUtc)}"`;
    }
  }
}

/** What stands around a decimal: decided by its type, so that every reader can tell. */
export function decimalQuote(precision: number): string {
  return precision > JSON_DIGITS_MAX ? '"' : '';
}

/** As `shortestFloat32`, found faster where the gaps on both sides of the value are equally wide. */
function float32Text(value: number): string {
  const magnitude = Math.abs(value);
  if (magnitude < FLOAT32_NORMAL_MIN || isPowerOfTwo(magnitude)) return shortestFloat32(value);
  for (let digits = FLOAT32_DIGITS.least; digits < FLOAT32_DIGITS.most; digits++) {
    const decimal = Number(value.toPrecision(digits));
    if (Math.fround(decimal) !== value) continue;
    // A value half-way between two decimals: which of them is the text is not for toPrecision to say.
    const isTie = decimal !== value && Number(value.toPrecision(digits + 1)) === value;
    return isTie ? shortestFloat32(value) : String(decimal);
  }
  return String(Number(value.toPrecision(FLOAT32_DIGITS.most)));
}

const float = new Float32Array(1);
const bits = new Uint32Array(float.buffer);

function isPowerOfTwo(magnitude: number): boolean {
  float[0] = magnitude;
  return (bits[0]! & 0x7fffff) === 0;
}
