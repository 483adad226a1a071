/**
 * Sums of k^-a over whole numbers, continued to real bounds: the zeta function of Hurwitz and differences of it.
 *
 * Source: Euler and Maclaurin's formula (DLMF 25.11.7, 2.10.1).
 * Checked against: test/golden/numerics/special.json (mpmath).
 */
import { expm1 } from './exp.ts';
import { log1p } from './log.ts';
import { power } from './power.ts';

/** From here on (and from a on) the terms below reach the last digits. */
const EXPANSION_FROM = 14;
const NEGLIGIBLE = 1e-18;
/** B(2j) / (2j)! for j = 1, 2, … */
const BERNOULLI = [
  0.08333333333333333, -0.001388888888888889, 0.00003306878306878307, -8.267195767195768e-7, 2.08767569878681e-8,
  -5.284190138687493e-10, 1.3382536530684679e-11, -3.3896802963225827e-13,
];

/** The sum from some bound on: its first terms, and where the formula takes over. Worth keeping where a bound stays. */
export interface PowerTail {
  readonly a: number;
  readonly sum: number;
  readonly end: number;
}

/** (bound + 1)^-a + (bound + 2)^-a + … for a > 1, bound > -1. Relative error 1e-14. */
export function infinitePowerSum({ a, sum, end }: PowerTail): number {
  return sum + power(end, 1 - a) / (a - 1);
}

/**
 * (low + 1)^-a + … + high^-a for a >= 0: a smooth function of both bounds that is this sum where they are whole. Error
 * 1e-14 of the sum's first term.
 */
export function powerSum(low: PowerTail, high: PowerTail): number {
  const { a } = low;
  const ratio = log1p((high.end - low.end) / low.end);
  const integral = a === 1 ? ratio : (power(low.end, 1 - a) * expm1((1 - a) * ratio)) / (1 - a);
  return low.sum - high.sum + integral;
}

/** The sum of k^-a for k from bound + 1 on, as far as it can be known without saying where it ends. */
export function powerTail(a: number, bound: number): PowerTail {
  let sum = 0;
  let end = bound + 1;
  for (; end < EXPANSION_FROM + a; end++) {
    const term = power(end, -a);
    sum += term;
    if (term < NEGLIGIBLE * sum) return { a, sum, end };
  }
  const first = power(end, -a);
  let rest = 0.5 * first;
  let derivative = (first * a) / end;
  for (const [index, coefficient] of BERNOULLI.entries()) {
    rest += coefficient * derivative;
    const order = a + 2 * index + 1;
    derivative *= (order * (order + 1)) / (end * end);
  }
  return { a, sum: sum + rest, end };
}
