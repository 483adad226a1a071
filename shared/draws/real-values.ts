import type { ColumnType } from '../columns/column-type.ts';
import type { ValueProgram } from '../columns/value-program.ts';
import type { SpecOf } from '../contracts/column-spec.ts';
import type { KernelSession } from '../kernels/kernel-session.ts';
import type { Address } from '../kernels/kernels.ts';
import { discreteLawWeights } from '../random/discrete-law.ts';
import { codedValues, listValues } from './coded-values.ts';
import { continuousLaw, findCells, isCounting, powerOfTen } from './continuous-laws.ts';
import { type FillReals, type RealDraw, realDraw } from './real-draws.ts';
import { placedValues, roundHalfEven } from './single-values.ts';

type RealSpec = SpecOf<'double' | 'float'>;

/**
 * Doubles of a law as codes, when rounding to decimals (or a law of whole or of single values) leaves few enough
 * outcomes; `narrow` makes a dictionary value of the column's type of each double.
 */
export function codedReals(
  spec: RealSpec,
  type: ColumnType,
  narrow: (value: number) => number,
): ValueProgram | undefined {
  const { distribution } = spec;
  if (distribution.name === 'empirical' && distribution.values !== undefined) {
    const { values, weights } = placedValues(distribution, (value) => narrow(placeReal(spec, value)));
    return codedValues(type, { dictionary: { values }, weights: () => weights });
  }
  if (spec.decimals === undefined && !isCounting(distribution)) return undefined;
  const scale = isCounting(distribution) ? 1 : powerOfTen(spec.decimals ?? 0);
  const bounds = boundsOf(spec);
  const law = continuousLaw(distribution, bounds);
  const cells = findCells(law, { low: Math.round(bounds.low * scale), high: Math.round(bounds.high * scale), scale });
  if (cells === undefined) return undefined;
  // Adding 0 turns -0 into 0.
  const values = listValues(cells.count, (index) => narrow((cells.first + index) / scale + 0));
  return codedValues(type, { dictionary: { values }, weights: () => discreteLawWeights(law, cells) });
}

/** How a column's doubles are drawn. */
export function drawOf(spec: RealSpec): RealDraw {
  return realDraw(spec.distribution, { ...boundsOf(spec), factor: 1 });
}

/** Places the tables of a law and gives what fills a page: drawn, clipped, then rounded to the column's decimals. */
export function bindReals(spec: RealSpec, draw: RealDraw) {
  return (session: KernelSession, key: Address): FillReals => {
    const fill = draw.bind(session, key);
    const finish = bindFinish(spec, session);
    return (values, rowCount, rowStart) => {
      fill(values, rowCount, rowStart);
      finish(values, rowCount);
    };
  };
}

/** The same from normal scores, in place. */
export function bindScoredReals(spec: RealSpec, draw: RealDraw) {
  return (session: KernelSession) => {
    const place = draw.fromScores();
    const finish = bindFinish(spec, session);
    return (scores: Address, rowCount: number): void => {
      place(new Float64Array(session.bytes.buffer, scores, rowCount));
      finish(scores, rowCount);
    };
  };
}

function bindFinish(spec: RealSpec, { kernels }: KernelSession): (values: Address, rowCount: number) => void {
  const { low, high } = boundsOf(spec);
  const isClipped = spec.distribution.name !== 'uniform' && (Number.isFinite(low) || Number.isFinite(high));
  const scale = spec.decimals === undefined ? undefined : powerOfTen(spec.decimals);
  return (values, rowCount) => {
    if (isClipped) kernels.clampF64(values, rowCount, low, high);
    if (scale !== undefined) kernels.roundF64(values, rowCount, scale);
  };
}

/** A value as `bindReals` would leave it. */
function placeReal(spec: RealSpec, value: number): number {
  const { low, high } = boundsOf(spec);
  const clipped = Math.min(Math.max(value, low), high) + 0;
  if (spec.decimals === undefined) return clipped;
  const scale = powerOfTen(spec.decimals);
  return roundHalfEven(clipped * scale) / scale;
}

/** The column's bounds; of a law of whole numbers, the whole numbers within them. */
function boundsOf({ min = -Infinity, max = Infinity, distribution }: RealSpec): { low: number; high: number } {
  return isCounting(distribution) ? { low: Math.ceil(min), high: Math.floor(max) } : { low: min, high: max };
}
