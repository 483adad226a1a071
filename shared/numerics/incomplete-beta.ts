/**
 * The regularised incomplete beta function I(x; a, b) and 1 - I(x; a, b) = I(1 - x; b, a), a and b > 0.
 *
 * Source: DLMF 8.17.22 (continued fraction, by Lentz's method), 8.17.1 (the integral, for large a and b); the common
 * factor after Loader 2000.
 * Checked against: test/golden/numerics/special.json (mpmath).
 */
import { exp } from './exp.ts';
import { stirlingError } from './gamma-function.ts';
import { integrateDecay } from './gauss-legendre.ts';
import { log1p, logMinusExcess } from './log.ts';
import type { TailsWithFactor } from './tails.ts';

const TWO_PI = 6.283185307179586;
/** Above this, for both a and b, the integral takes fewer steps than the fraction. */
const INTEGRAL_FROM = 500;
const NEGLIGIBLE = 2e-16;
const TINY = 1e-300;

/** A number in [0, 1] and what it lacks to 1, each with its own digits. */
export interface Share {
  readonly x: number;
  readonly y: number;
}

/** I(x; a, b) and I(y; b, a) for y = 1 - x, with `betaFactor`. The smaller errs by 1e-13 of its value, plus 1e-16 of a + b. */
export function incompleteBeta(a: number, b: number, { x, y }: Share): TailsWithFactor {
  if (x <= 0) return { lower: 0, upper: 1, factor: 0 };
  if (y <= 0) return { lower: 1, upper: 0, factor: 0 };
  const factor = betaFactor(a, b, { x, y });
  if (b * x < a * y) {
    const lower = lowerPart(a, b, { x, y }) * factor;
    return { lower, upper: 1 - lower, factor };
  }
  const upper = lowerPart(b, a, { x: y, y: x }) * factor;
  return { lower: 1 - upper, upper, factor };
}

/** x^a y^b / B(a, b): x y times the density. */
export function betaFactor(a: number, b: number, { x, y }: Share): number {
  const sum = a + b;
  const excess = b * x - a * y;
  const exponent = a * logMinusExcess((sum * x) / a, excess / a) + b * logMinusExcess((sum * y) / b, -excess / b);
  const correction = stirlingError(sum) - stirlingError(a) - stirlingError(b);
  return Math.sqrt((a / sum) * (b / TWO_PI)) * exp(exponent + correction);
}

/** I(x; a, b) without its factor, for x below the mean. */
function lowerPart(a: number, b: number, share: Share): number {
  return Math.min(a, b) > INTEGRAL_FROM ? lowerIntegral(a, b, share) : lowerFraction(a, b, share) / a;
}

function lowerFraction(a: number, b: number, { x }: Share): number {
  const sum = a + b;
  let c = 1;
  let d = 1 / nonZero(1 - (sum * x) / (a + 1));
  let fraction = d;
  for (let k = 1; ; k++) {
    const even = (k * (b - k) * x) / ((a + 2 * k - 1) * (a + 2 * k));
    d = 1 / nonZero(1 + even * d);
    c = nonZero(1 + even / c);
    fraction *= d * c;
    const odd = (-(a + k) * (sum + k) * x) / ((a + 2 * k) * (a + 2 * k + 1));
    d = 1 / nonZero(1 + odd * d);
    c = nonZero(1 + odd / c);
    fraction *= d * c;
    if (Math.abs(d * c - 1) <= NEGLIGIBLE) return fraction;
  }
}

function nonZero(value: number): number {
  return Math.abs(value) < TINY ? TINY : value;
}

/** The integral of (t / x)^(a - 1) ((1 - t) / y)^(b - 1) from 0 to x, over x y: rises up to x, below the mean. */
function lowerIntegral(a: number, b: number, { x, y }: Share): number {
  const exponent = (distance: number) => (a - 1) * log1p(-distance / x) + (b - 1) * log1p(distance / y);
  const slope = Math.max(0, (a - 1) / x - (b - 1) / y);
  const curvature = (a - 1) / (x * x) + (b - 1) / (y * y);
  return integrateDecay({ exponent, slope, curvature, reach: x }) / (x * y);
}
