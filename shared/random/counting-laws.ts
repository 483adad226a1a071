/**
 * Laws of whole numbers, each as a smooth function G(y) with P(X <= k) = G(k) for every whole k: the incomplete gamma and
 * beta functions and sums of powers are such functions already. A value y drawn from G and rounded up has the law of X.
 *
 * Source: DLMF 8.4.10 (Poisson), 8.17.5 (binomial, negative binomial), 25.11 (Zipf).
 * Checked against: test/golden/random/laws.json (SciPy).
 */
import { exp, expm1 } from '../numerics/exp.ts';
import { betaFactor, incompleteBeta } from '../numerics/incomplete-beta.ts';
import { gammaFactor, incompleteGamma } from '../numerics/incomplete-gamma.ts';
import { log, log1p } from '../numerics/log.ts';
import { normalQuantile } from '../numerics/normal.ts';
import { power } from '../numerics/power.ts';
import { infinitePowerSum, type PowerTail, powerSum, powerTail } from '../numerics/power-sums.ts';
import type { Tails } from '../numerics/tails.ts';

export interface CountingLaw {
  /** G(y) and 1 - G(y). */
  tails(y: number): Tails;
  /** About the derivative of G: how likely y + 1/2 would be. */
  density(y: number): number;
  /** G(from) = 0; whole outcomes are above it. */
  readonly from: number;
  /** G(to) = 1, maybe Infinity. */
  readonly to: number;
  /** About the y with G(y) = lower, 1 - G(y) = upper, where a search starts. */
  guess(tails: Tails): number;
}

/** Events in a unit of time that come at rate mu (`scipy.stats.poisson`). */
export function poissonLaw(mu: number): CountingLaw {
  return {
    tails(y) {
      const { lower, upper } = incompleteGamma(y + 1, mu);
      return { lower: upper, upper: lower };
    },
    density: (y) => gammaFactor(y + 1.5, mu) / mu,
    from: -1,
    to: Infinity,
    guess: moments(mu, Math.sqrt(mu), 1 / Math.sqrt(mu)),
  };
}

/** Successes of n trials with probability p each (`scipy.stats.binom`). */
export function binomialLaw(n: number, p: number): CountingLaw {
  const share = { x: p, y: 1 - p };
  const deviation = Math.sqrt(n * p * (1 - p));
  return {
    tails(y) {
      const { lower, upper } = incompleteBeta(y + 1, n - y, share);
      return { lower: upper, upper: lower };
    },
    density: (y) => betaFactor(y + 1.5, n - y + 0.5, share) / ((n + 1) * p * (1 - p)),
    from: -1,
    to: n,
    guess: moments(n * p, deviation, (1 - 2 * p) / deviation),
  };
}

/** Failures before the n-th success, n any number above 0 (`scipy.stats.nbinom`). */
export function negativeBinomialLaw(n: number, p: number): CountingLaw {
  const share = { x: p, y: 1 - p };
  const mean = (n * (1 - p)) / p;
  const deviation = Math.sqrt(mean / p);
  return {
    tails: (y) => incompleteBeta(n, y + 1, share),
    density: (y) => betaFactor(n, y + 1.5, share) / (Math.max(n + y + 0.5, n / 2) * (1 - p)),
    from: -1,
    to: Infinity,
    guess: moments(mean, deviation, (2 - p) / Math.sqrt(n * (1 - p))),
  };
}

/** Trials up to the first success (`scipy.stats.geom`). */
export function geometricLaw(p: number): CountingLaw {
  const rate = -log1p(-p);
  return {
    tails: (y) => ({ lower: -expm1(-rate * y), upper: exp(-rate * y) }),
    density: (y) => rate * exp(-rate * y),
    from: 0,
    to: Infinity,
    guess: ({ lower, upper }) => (lower < upper ? -log1p(-lower) : -log(upper)) / rate,
  };
}

/** 1, 2, … with probabilities proportional to k^-a: without end for a > 1 (`scipy.stats.zipf`), or up to n (`zipfian`). */
export function zipfLaw(a: number, n: number): CountingLaw {
  const [start, end] = [powerTail(a, 0), powerTail(a, n)];
  const sumFrom = n === Infinity ? infinitePowerSum : (tail: PowerTail) => powerSum(tail, end);
  const total = sumFrom(start);
  return {
    tails(y) {
      const tail = powerTail(a, y);
      return { lower: powerSum(start, tail) / total, upper: sumFrom(tail) / total };
    },
    density: (y) => power(y + 0.5, -a) / total,
    from: 0,
    to: n,
    guess: (tails) => guessOfPowers(a, n, tails),
  };
}

/** From mean, deviation and skewness: the normal law's value bent by the skewness (Cornish and Fisher 1937). */
function moments(mean: number, deviation: number, skewness: number): (tails: Tails) => number {
  return ({ lower, upper }) => {
    const z = lower < upper ? normalQuantile(lower) : -normalQuantile(upper);
    return mean + deviation * (z + (skewness * (z * z - 1)) / 6);
  };
}

/** By the continuous law with density t^-a on [1/2, n + 1/2]. */
function guessOfPowers(a: number, n: number, { lower, upper }: Tails): number {
  if (a === 1) return 0.5 * power(2 * n + 1, lower) - 0.5;
  const last = n === Infinity ? 0 : power(n + 0.5, 1 - a);
  return power(upper * power(0.5, 1 - a) + lower * last, 1 / (1 - a)) - 0.5;
}
