/**
 * Integrals by Gauss and Legendre's rule of 16 points: exact for polynomials up to degree 31, and to the last digits of a
 * double for e^x over a range of 8.
 *
 * Source: DLMF 3.5(v); nodes and weights computed with mpmath.
 * Checked against: test/golden/numerics/special.json, through the functions that use it.
 */
import { exp } from './exp.ts';

/** Half of the symmetric nodes in (-1, 1), and their weights. */
const NODES = [
  0.09501250983763744, 0.2816035507792589, 0.45801677765722737, 0.6178762444026438, 0.755404408355003,
  0.8656312023878318, 0.9445750230732326, 0.9894009349916499,
];
const WEIGHTS = [
  0.1894506104550685, 0.18260341504492358, 0.16915651939500254, 0.14959598881657674, 0.12462897125553388,
  0.09515851168249279, 0.06225352393864789, 0.027152459411754096,
];
/** A panel that adds less than this part of the sum is the last one. */
const NEGLIGIBLE = 1e-18;
/** Panels are this many decay lengths wide: within one the integrand falls by about e^4. */
const PANEL_LENGTHS = 4;

/** The integral of `f` from `low` to `high`. */
export function integrate(f: (x: number) => number, low: number, high: number): number {
  const centre = 0.5 * (low + high);
  const half = 0.5 * (high - low);
  let sum = 0;
  for (let i = 0; i < NODES.length; i++) {
    const offset = half * NODES[i]!;
    sum += WEIGHTS[i]! * (f(centre - offset) + f(centre + offset));
  }
  return sum * half;
}

/** How fast e^exponent(d) falls from its value 1 at d = 0, and where it ends. */
export interface Decay {
  /** Falls from exponent(0) = 0 on, ever faster. */
  exponent(distance: number): number;
  /** -exponent'(0), at least 0. */
  readonly slope: number;
  /** -exponent''(0), at least 0. */
  readonly curvature: number;
  /** Upper end of the integral, maybe Infinity. */
  readonly reach: number;
}

/** The integral of e^exponent(d) for d from 0 to `reach`, panel by panel until nothing is added. */
export function integrateDecay({ exponent, slope, curvature, reach }: Decay): number {
  const width = PANEL_LENGTHS / Math.max(slope, Math.sqrt(curvature), 1 / reach);
  const density = (distance: number) => exp(exponent(distance));
  let sum = 0;
  for (let start = 0; start < reach; start += width) {
    const panel = integrate(density, start, Math.min(start + width, reach));
    sum += panel;
    if (panel <= NEGLIGIBLE * sum) break;
  }
  return sum;
}
