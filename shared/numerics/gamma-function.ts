/**
 * The logarithm of the gamma function, split so that ratios of large gamma functions keep their digits.
 *
 * Source: Stirling's series (DLMF 5.11.1); Loader 2000, "Fast and accurate computation of binomial probabilities".
 * Checked against: test/golden/numerics/special.json (mpmath).
 */
import { log, log1p } from './log.ts';

const HALF_LOG_2_PI = 0.9189385332046728;
/** From here on eight terms of the series are exact to 1e-17. */
const SERIES_FROM = 12;
/** B(2k) / (2k (2k - 1)) for k = 8, …, 1. */
const SERIES = [
  -0.029550653594771242, 0.00641025641025641, -0.0019175269175269176, 0.0008417508417508417, -0.0005952380952380953,
  0.0007936507936507937, -0.002777777777777778, 0.08333333333333333,
];

/** ln Γ(a) - ((a - 1/2) ln a - a + ln(2 pi) / 2) for a > 0: what Stirling's formula lacks. Absolute error below 4e-15. */
export function stirlingError(a: number): number {
  let shifted = a;
  let correction = 0;
  for (; shifted < SERIES_FROM; shifted++) correction += (shifted + 0.5) * log1p(1 / shifted) - 1;
  const inverse = 1 / shifted;
  const square = inverse * inverse;
  let series = 0;
  for (const coefficient of SERIES) series = series * square + coefficient;
  return correction + series * inverse;
}

/** ln Γ(a) for a > 0; absolute error below 1e-14 plus a unit in the last place of a ln a. */
export function logGamma(a: number): number {
  return (a - 0.5) * log(a) - a + HALF_LOG_2_PI + stirlingError(a);
}
