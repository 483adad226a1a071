import type { SpecOf } from '../contracts/column-spec.ts';
import { parseUnscaled } from '../contracts/decimal-text.ts';
import type { ColumnFault } from './check-column.ts';
import { distributionFaults } from './check-distribution.ts';

const INT64_MIN = -(2n ** 63n);
const INT64_MAX = 2n ** 63n - 1n;
/** Whole doubles up to here are exact, so that a rounded value is the nearest one. */
const EXACT_MAX = 2 ** 53;
const FLOAT32_MAX = 3.4028234663852886e38;

export function checkInteger(column: SpecOf<'integer'>): ColumnFault[] {
  if (column.min > column.max) return [emptyRange(column.min, column.max)];
  return distributionFaults(column.distribution, column);
}

export function checkLong(column: SpecOf<'long'>): ColumnFault[] {
  const faults = int64Faults({ min: column.min, max: column.max });
  if (faults.length === 0 && BigInt(column.min) > BigInt(column.max)) faults.push(emptyRange(column.min, column.max));
  return [...faults, ...distributionFaults(column.distribution, {})];
}

/** start + row * step must stay within 64 bits for every row of the table. */
export function checkSequence(column: SpecOf<'sequence'>, numRecords: number): ColumnFault[] {
  const faults = int64Faults({ start: column.start, step: column.step });
  if (faults.length > 0) return faults;
  const last = BigInt(column.start) + BigInt(column.step) * BigInt(Math.max(numRecords - 1, 0));
  if (last >= INT64_MIN && last <= INT64_MAX) return [];
  const message = `the last of ${numRecords} values, ${last}, does not fit in 64 bits`;
  return [{ member: 'step', code: 'OUT_OF_RANGE', message, value: column.step, remedy: 'use a smaller start or step' }];
}

function int64Faults(members: Record<string, number | string>): ColumnFault[] {
  return Object.entries(members)
    .filter(([, value]) => BigInt(value) < INT64_MIN || BigInt(value) > INT64_MAX)
    .map(([member, value]) => ({
      member,
      code: 'OUT_OF_RANGE',
      message: `must fit in 64 bits, ${INT64_MIN} to ${INT64_MAX}`,
      value,
    }));
}

export function checkReal(column: SpecOf<'float' | 'double'>): ColumnFault[] {
  const { min, max, decimals } = column;
  const faults = column.kind === 'float' ? float32Faults({ min, max }) : [];
  if (decimals !== undefined) faults.push(...decimalsFaults(column, decimals));
  if (faults.length > 0) return faults;
  const [low, high] = [min ?? -Infinity, max ?? Infinity];
  const isHalfOpen = column.distribution.name === 'uniform';
  if (isHalfOpen ? !(low < high) : low > high) return [emptyRange(min, max)];
  if (column.kind === 'float' && isHalfOpen && Math.fround(low) === Math.fround(high))
    return [
      { ...emptyRange(min, max), message: `no 32-bit float lies in [${min}, ${max})`, remedy: 'use kind double' },
    ];
  if (isHalfOpen && !Number.isFinite(high - low))
    return [{ member: 'max', code: 'OUT_OF_RANGE', message: 'max - min is beyond a 64-bit float', value: max }];
  return distributionFaults(column.distribution, { min, max });
}

function float32Faults(members: Record<string, number | undefined>): ColumnFault[] {
  return Object.entries(members)
    .filter(([, value]) => value !== undefined && Math.abs(value) > FLOAT32_MAX)
    .map(([member, value]) => ({
      member,
      code: 'OUT_OF_RANGE',
      message: `must be within 32-bit floats, ${-FLOAT32_MAX} to ${FLOAT32_MAX}`,
      value,
      remedy: 'use kind double',
    }));
}

/** Bounds must be on the grid that values are rounded to: otherwise rounding would leave the range. */
function decimalsFaults(column: SpecOf<'float' | 'double'>, decimals: number): ColumnFault[] {
  const faults: ColumnFault[] = [];
  for (const member of ['min', 'max'] as const) {
    const value = column[member];
    if (value === undefined) continue;
    const unscaled = parseUnscaled(value, decimals);
    if (unscaled === undefined) {
      const message = `${value} has more than ${decimals} decimals, so rounding would leave the range`;
      faults.push({
        member,
        code: 'OUT_OF_RANGE',
        message,
        value,
        bound: decimals,
        remedy: 'round it or raise decimals',
      });
    } else if (unscaled > EXACT_MAX || unscaled < -EXACT_MAX) {
      const message = `${value} with ${decimals} decimals has more digits than a 64-bit float holds`;
      faults.push({ member, code: 'OUT_OF_RANGE', message, value, remedy: 'lower decimals or use kind decimal' });
    }
  }
  return faults;
}

export function checkDecimal(column: SpecOf<'decimal'>): ColumnFault[] {
  const { precision, scale } = column;
  if (scale > precision) {
    const message = `scale ${scale} is above precision ${precision}`;
    return [{ member: 'scale', code: 'OUT_OF_RANGE', message, value: scale, bound: precision }];
  }
  const faults: ColumnFault[] = [];
  for (const member of ['min', 'max'] as const) {
    const fault = decimalBoundFault(column, member);
    if (fault !== undefined) faults.push(fault);
  }
  const [low, high] = [parseUnscaled(column.min, scale) ?? 0n, parseUnscaled(column.max, scale) ?? 0n];
  if (faults.length === 0 && low > high) faults.push(emptyRange(column.min, column.max));
  if (faults.length > 0) return faults;
  return distributionFaults(column.distribution, { min: Number(column.min), max: Number(column.max) });
}

function decimalBoundFault(column: SpecOf<'decimal'>, member: 'min' | 'max'): ColumnFault | undefined {
  const value = column[member];
  const unscaled = parseUnscaled(value, column.scale);
  if (unscaled === undefined) {
    const message = `${value} has more than ${column.scale} decimals`;
    return { member, code: 'OUT_OF_RANGE', message, value, bound: column.scale, remedy: 'round it or raise scale' };
  }
  const limit = 10n ** BigInt(column.precision);
  if (unscaled < limit && unscaled > -limit) return undefined;
  const message = `${value} needs more than ${column.precision} digits at scale ${column.scale}`;
  return { member, code: 'OUT_OF_RANGE', message, value, bound: column.precision, remedy: 'raise precision' };
}

export function emptyRange(min: unknown, max: unknown): ColumnFault {
  const message = min === max ? `the range [${min}, ${max}) is empty` : `max ${max} is below min ${min}`;
  return { member: 'max', code: 'EMPTY_RANGE', message, value: max, bound: min, remedy: 'put min below max' };
}
