/**
 * The regularised incomplete gamma functions P(a, x) and Q(a, x) = 1 - P(a, x), a > 0.
 *
 * Source: DLMF 8.11.4 (series), 8.9.2 (continued fraction, by Lentz's method), 8.2.1 (the integral, for large a, where
 * the other two need many steps); the common factor after Loader 2000.
 * Checked against: test/golden/numerics/special.json (mpmath).
 */
import { exp } from './exp.ts';
import { logGamma, stirlingError } from './gamma-function.ts';
import { integrateDecay } from './gauss-legendre.ts';
import { log, log1p, logMinusExcess } from './log.ts';
import type { TailsWithFactor } from './tails.ts';

const TWO_PI = 6.283185307179586;
/** Above this the integral takes fewer steps than series and fraction, which need about the square root of a. */
const INTEGRAL_FROM = 1_000;
const NEGLIGIBLE = 1e-17;
const TINY = 1e-300;

/** P(a, x) and Q(a, x), with `gammaFactor`. The smaller of them errs by 1e-13 of its value, plus 1e-16 of |a - x|. */
export function incompleteGamma(a: number, x: number): TailsWithFactor {
  if (x <= 0) return { lower: 0, upper: 1, factor: 0 };
  if (x === Infinity) return { lower: 1, upper: 0, factor: 0 };
  const factor = gammaFactor(a, x);
  const isLarge = a > INTEGRAL_FROM;
  if (x < (isLarge ? a : a + 1)) {
    const lower = (isLarge ? lowerIntegral(a, x) : lowerSeries(a, x)) * factor;
    return { lower, upper: 1 - lower, factor };
  }
  const upper = (isLarge ? upperIntegral(a, x) : upperFraction(a, x)) * factor;
  return { lower: 1 - upper, upper, factor };
}

/** x^a e^-x / Γ(a): x times the density. */
export function gammaFactor(a: number, x: number): number {
  if (a < 1) return a * exp(a * log(x) - x - logGamma(a + 1));
  return Math.sqrt(a / TWO_PI) * exp(a * logMinusExcess(x / a, (x - a) / a) - stirlingError(a));
}

/** 1/a + x / (a (a + 1)) + x^2 / (a (a + 1) (a + 2)) + … */
function lowerSeries(a: number, x: number): number {
  let term = 1 / a;
  let sum = term;
  for (let k = 1; term > NEGLIGIBLE * sum; k++) {
    term *= x / (a + k);
    sum += term;
  }
  return sum;
}

/** 1 / (x + 1 - a - 1 (1 - a) / (x + 3 - a - 2 (2 - a) / (x + 5 - a - …))) */
function upperFraction(a: number, x: number): number {
  let b = x + 1 - a;
  let c = 1 / TINY;
  let d = 1 / b;
  let fraction = d;
  for (let k = 1; ; k++) {
    const numerator = -k * (k - a);
    b += 2;
    d = 1 / nonZero(numerator * d + b);
    c = nonZero(b + numerator / c);
    const factor = d * c;
    fraction *= factor;
    if (Math.abs(factor - 1) <= NEGLIGIBLE * 10) return fraction;
  }
}

function nonZero(value: number): number {
  return Math.abs(value) < TINY ? TINY : value;
}

/** The integral of (t / x)^(a - 1) e^(x - t) from 0 to x, over x. Its integrand rises up to x < a. */
function lowerIntegral(a: number, x: number): number {
  const exponent = (distance: number) => (a - 1) * log1p(-distance / x) + distance;
  return integrateDecay({ exponent, slope: Math.max(0, (a - 1) / x - 1), curvature: (a - 1) / (x * x), reach: x }) / x;
}

/** The same from x >= a on, where the integrand falls. */
function upperIntegral(a: number, x: number): number {
  const exponent = (distance: number) => (a - 1) * log1p(distance / x) - distance;
  const slope = 1 - (a - 1) / x;
  return integrateDecay({ exponent, slope, curvature: (a - 1) / (x * x), reach: Infinity }) / x;
}
