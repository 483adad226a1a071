/**
 * Continuous laws in closed form, with SciPy's parameters: `weibull_min(c)`, `pareto(b)`, `triang(c)`.
 *
 * Checked against: test/golden/random/laws.json (SciPy).
 */
import { exp, expm1 } from '../numerics/exp.ts';
import { log, log1p } from '../numerics/log.ts';
import { power } from '../numerics/power.ts';
import type { ContinuousLaw } from './continuous-law.ts';

/** X^c is exponential; c above 0. */
export function weibullLaw(c: number): ContinuousLaw {
  return {
    cdf: (x) => (x <= 0 ? 0 : -expm1(-power(x, c))),
    survival: (x) => (x <= 0 ? 1 : exp(-power(x, c))),
    quantileLower: (p) => power(-log1p(-p), 1 / c),
    quantileUpper: (p) => power(-log(p), 1 / c),
  };
}

/** ln X is exponential with mean 1 / b; X >= 1, b above 0. */
export function paretoLaw(b: number): ContinuousLaw {
  return {
    cdf: (x) => (x <= 1 ? 0 : -expm1(-b * log(x))),
    survival: (x) => (x <= 1 ? 1 : exp(-b * log(x))),
    quantileLower: (p) => exp(-log1p(-p) / b),
    quantileUpper: (p) => exp(-log(p) / b),
  };
}

/** Over [0, 1] with a density that rises to its peak at c, 0 <= c <= 1, and falls to the end. */
export function triangularLaw(c: number): ContinuousLaw {
  const inside = (x: number) => Math.min(Math.max(x, 0), 1);
  return {
    cdf(given) {
      const x = inside(given);
      return x < c ? (x * x) / c : c + ((x - c) * (2 - x - c)) / nonZero(1 - c);
    },
    survival(given) {
      const x = inside(given);
      return x >= c ? ((1 - x) * (1 - x)) / nonZero(1 - c) : 1 - c + ((c - x) * (c + x)) / c;
    },
    quantileLower: (p) => (p < c ? Math.sqrt(p * c) : distanceTo(p, c)),
    quantileUpper: (p) => (p < 1 - c ? 1 - Math.sqrt(p * (1 - c)) : 1 - distanceTo(p, 1 - c)),
  };
}

/** 1 - sqrt((1 - p) (1 - c)), without the cancellation where both are small. */
function distanceTo(p: number, c: number): number {
  return (p + c - p * c) / (1 + Math.sqrt((1 - p) * (1 - c)));
}

/** A divisor of what is 0 itself. */
function nonZero(value: number): number {
  return value === 0 ? 1 : value;
}
