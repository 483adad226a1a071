import type { Distribution } from '../contracts/distribution.ts';
import type { ContinuousLaw } from '../random/continuous-law.ts';
import { exponentialLaw, lognormalLaw, normalLaw, uniformLaw } from '../random/distributions.ts';
import { CODES_MAX } from './coded-values.ts';

/** Less likely values than this are cut off a law: quantile tables end there, and no alias table could hold them. */
const TAIL_PROBABILITY = 2 ** -49;

/** The law that a column names; uniform ones spread over the column's own bounds. */
export function continuousLaw(distribution: Distribution, bounds: { low: number; high: number }): ContinuousLaw {
  switch (distribution.name) {
    case 'uniform':
      return uniformLaw({ loc: bounds.low, scale: bounds.high - bounds.low });
    case 'normal':
      return normalLaw(distribution);
    case 'lognormal':
      return lognormalLaw(distribution);
    case 'exponential':
      return exponentialLaw(distribution);
  }
}

/**
 * The outcomes first, first + 1, … of a law times `scale`, rounded and clipped to [low, high] (whole numbers, maybe
 * infinite), when a dictionary can hold them all; else `undefined`.
 */
export function findCells(
  law: ContinuousLaw,
  { low, high, scale }: { readonly low: number; readonly high: number; readonly scale: number },
): { first: number; count: number; scale: number } | undefined {
  const first = clip(Math.round(law.quantileLower(TAIL_PROBABILITY) * scale), low, high);
  const last = clip(Math.round(law.quantileUpper(TAIL_PROBABILITY) * scale), low, high);
  const count = last - first + 1;
  const isExact = Number.isSafeInteger(first) && Number.isSafeInteger(last);
  return isExact && count <= CODES_MAX ? { first, count, scale } : undefined;
}

function clip(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}

/** 10^exponent, exact up to 10^22: parsed, since powers may differ between engines. */
export function powerOfTen(exponent: number): number {
  return Number(`1e${exponent}`);
}
