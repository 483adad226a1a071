import { exp } from '../numerics/exp.ts';
import { findZero, type Linear } from '../numerics/find-zero.ts';
import { log } from '../numerics/log.ts';
import type { Tails } from '../numerics/tails.ts';
import { shareAt } from './beta-law.ts';
import type { ContinuousLaw } from './continuous-law.ts';
import type { CountingLaw } from './counting-laws.ts';

/** Quantiles beyond e^690 are infinite: no column holds them. */
const LOG_HUGE = 690;

/**
 * The continuous law that gives the whole numbers loc + k of a counting law when it is rounded to the nearest: what is
 * rounded, clipped and tabulated like any other law has the exact probabilities between its edges.
 */
export function roundableLaw(law: CountingLaw, loc: number): ContinuousLaw {
  const shift = loc + 0.5;
  const quantiles = quantilesOf(law);
  return {
    cdf: (x) => tailsWithin(law, x - shift).lower,
    survival: (x) => tailsWithin(law, x - shift).upper,
    quantileLower: (p) => quantiles.lower(p) + shift,
    quantileUpper: (p) => quantiles.upper(p) + shift,
  };
}

/** The counting law itself: a distribution function of steps at loc + k. */
export function steppedLaw(law: CountingLaw, loc: number): ContinuousLaw {
  const quantiles = quantilesOf(law);
  return {
    cdf: (x) => tailsWithin(law, Math.floor(x - loc)).lower,
    survival: (x) => tailsWithin(law, Math.floor(x - loc)).upper,
    quantileLower: (p) => Math.ceil(quantiles.lower(p)) + loc,
    quantileUpper: (p) => Math.ceil(quantiles.upper(p)) + loc,
  };
}

function tailsWithin(law: CountingLaw, y: number) {
  if (y <= law.from) return { lower: 0, upper: 1 };
  if (y >= law.to) return { lower: 1, upper: 0 };
  return law.tails(y);
}

/**
 * The y with G(y) = p and the one with 1 - G(y) = p, by Newton's steps in a coordinate without ends. Within half of the
 * first outcome, and of the last, all y mean the same, and the search would lose its digits: the half stands for them.
 */
function quantilesOf(law: CountingLaw) {
  const coordinate = law.to === Infinity ? halfLine(law) : interval(law);
  const search = (wanted: Tails, tail: 'lower' | 'upper') => {
    const evaluate = (s: number): Linear => {
      const { y, derivative } = coordinate.at(s);
      const probability = law.tails(y)[tail];
      const logRatio = log(probability / wanted[tail]);
      return { value: tail === 'lower' ? logRatio : -logRatio, slope: (law.density(y) * derivative) / probability };
    };
    return coordinate.at(findZero(evaluate, coordinate.near(law.guess(wanted)))).y;
  };
  const [firstHalf, lastHalf] = [law.from + 0.5, law.to - 0.5];
  const firstShare = law.tails(firstHalf).lower;
  const lastShare = law.to === Infinity ? 0 : law.tails(lastHalf).upper;
  return {
    lower: (p: number) => (p <= firstShare ? firstHalf : search({ lower: p, upper: 1 - p }, 'lower')),
    upper: (p: number) => (p <= lastShare ? lastHalf : search({ lower: 1 - p, upper: p }, 'upper')),
  };
}

interface Coordinate {
  at(s: number): { y: number; derivative: number };
  /** A place for a first guess, which may lie outside. */
  near(y: number): number;
}

/** y = from + e^s */
function halfLine({ from }: CountingLaw): Coordinate {
  return {
    at(s) {
      const distance = exp(Math.min(s, LOG_HUGE));
      return { y: from + distance, derivative: distance };
    },
    near: (y) => log(Math.max(y - from, 0.01)),
  };
}

/** y = from + (to - from) e^s / (1 + e^s) */
function interval({ from, to }: CountingLaw): Coordinate {
  const width = to - from;
  return {
    at(s) {
      const { x, y } = shareAt(s);
      return { y: x < 0.5 ? from + width * x : to - width * y, derivative: width * x * y };
    },
    near(y) {
      const inside = Math.min(Math.max(y - from, 0.25), width - 0.25);
      return log(inside / (width - inside));
    },
  };
}
