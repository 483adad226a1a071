import type { ColumnType } from '../columns/column-type.ts';
import { fixedWidth, type ValueProgram } from '../columns/value-program.ts';
import type { Distribution, EmpiricalLaw } from '../contracts/distribution.ts';
import type { KernelSession } from '../kernels/kernel-session.ts';
import type { Address } from '../kernels/kernels.ts';
import type { ContinuousLaw } from '../random/continuous-law.ts';
import { discreteLawWeights } from '../random/discrete-law.ts';
import { codedValues, listValues } from './coded-values.ts';
import { continuousLaw, findCells, isCounting, powerOfTen } from './continuous-laws.ts';
import { realDraw } from './real-draws.ts';
import { placedValues, roundHalfEven } from './single-values.ts';

export interface RoundedLaw {
  readonly type: ColumnType;
  readonly layout: 'i32' | 'i64';
  readonly law: Exclude<Distribution, { name: 'uniform' }>;
  /** Inclusive bounds of the whole numbers that are stored, value x 10^scale. */
  readonly low: bigint;
  readonly high: bigint;
  /** Decimal places. */
  readonly scale: number;
}

/**
 * A law as whole numbers of 10^-scale, rounded and clipped. Few outcomes become codes with exact probabilities; many are
 * drawn and rounded row by row, which 64-bit floats carry exactly up to 2^53.
 */
export function roundedIntegers(given: RoundedLaw): ValueProgram {
  const { law } = given;
  if (law.name === 'empirical' && law.values !== undefined) return singleIntegers(given, law);
  const step = stepOf(given);
  const rounded = { ...given, ...multiplesWithin(given, step) };
  return codedIntegers(rounded, step) ?? drawnIntegers(rounded);
}

/** What all values are multiples of: whole numbers of a counting law stay whole at any scale. */
function stepOf({ law, scale }: RoundedLaw): bigint {
  return isCounting(law) ? 10n ** BigInt(scale) : 1n;
}

function multiplesWithin({ low, high }: RoundedLaw, step: bigint): { low: bigint; high: bigint } {
  return { low: -floorDivide(-low, step) * step, high: floorDivide(high, step) * step };
}

function floorDivide(value: bigint, divisor: bigint): bigint {
  const quotient = value / divisor;
  return quotient * divisor > value ? quotient - 1n : quotient;
}

function codedIntegers({ type, law, low, high, scale }: RoundedLaw, step: bigint): ValueProgram | undefined {
  if (hasTies(law)) return undefined;
  const continuous: ContinuousLaw = continuousLaw(law, { low: Number(low), high: Number(high) });
  const bounds = { low: Number(low / step), high: Number(high / step) };
  const cells = findCells(continuous, { ...bounds, scale: step === 1n ? powerOfTen(scale) : 1 });
  if (cells === undefined) return undefined;
  const first = BigInt(cells.first) * step;
  const values = integerList(type, cells.count, (index) => first + BigInt(index) * step);
  return codedValues(type, { dictionary: { values }, weights: () => discreteLawWeights(continuous, cells) });
}

/** Single values can lie half-way between two outcomes, where a difference of probabilities would round them down. */
function hasTies(law: RoundedLaw['law']): boolean {
  return (
    law.name === 'mixture' && law.components.some((part) => part.name === 'empirical' && part.values !== undefined)
  );
}

function singleIntegers({ type, low, high, scale }: RoundedLaw, law: EmpiricalLaw): ValueProgram {
  const factor = powerOfTen(scale);
  const place = (value: number) => {
    const clipped = Math.min(Math.max(roundHalfEven(value * factor), Number(low)), Number(high));
    return clip(BigInt(clipped), low, high);
  };
  const placed = placedValues(law, place);
  const values = integerList(type, placed.values.length, (index) => placed.values[index]!);
  return codedValues(type, { dictionary: { values }, weights: () => placed.weights });
}

function clip(value: bigint, low: bigint, high: bigint): bigint {
  return value < low ? low : value > high ? high : value;
}

/** Numbers where the type has 32 bits and no scale, else bigints. */
function integerList(type: ColumnType, size: number, at: (index: number) => bigint): number[] | bigint[] {
  return type.name === 'int32' ? listValues(size, (index) => Number(at(index))) : listValues(size, at);
}

function drawnIntegers({ type, layout, law, low, high, scale }: RoundedLaw): ValueProgram {
  const draw = realDraw(law, { low: Number(low), high: Number(high), factor: powerOfTen(scale) });
  const program = fixedWidth(type, layout);
  const round = ({ kernels }: KernelSession, values: Address, reals: Address, rowCount: number) => {
    if (layout === 'i32') kernels.roundToI32(values, reals, rowCount, Number(low), Number(high));
    else kernels.roundToI64(values, reals, rowCount, low, high);
  };
  return {
    ...program,
    scratchBytesPerRow: program.valueBytesMax + 8 + draw.scratchBytesPerRow,
    bind(session, key) {
      const fill = draw.bind(session, key);
      return ({ rowStart, rowCount }) => {
        const values = session.allocate(rowCount * program.valueBytesMax);
        const mark = session.mark();
        const reals = session.allocate(rowCount * 8);
        fill(reals, rowCount, rowStart);
        round(session, values, reals, rowCount);
        session.release(mark);
        return { values, byteLength: rowCount * program.valueBytesMax };
      };
    },
    bindScores(session) {
      const place = draw.fromScores();
      return (scores, rowCount) => {
        const values = session.allocate(rowCount * program.valueBytesMax);
        place(new Float64Array(session.bytes.buffer, scores, rowCount));
        round(session, values, scores, rowCount);
        return { values, byteLength: rowCount * program.valueBytesMax };
      };
    },
  };
}
