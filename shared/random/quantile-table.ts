import { invariant } from '../errors/invariant.ts';

/** Cells of one octave. */
const CELLS = 32;
const COEFFICIENTS = 4;
/** 2 * 64 octaves are all that a hash can tell apart; with 48 the extremes stand for probabilities of 2^-49. */
const OCTAVES = 48;
/** Values are cut here, so that the differences below stay finite. */
const VALUE_MAX = 1e300;

/** Quantiles by tail: `lower(p)` has P(X <= x) = p, `upper(p)` has P(X > x) = p; p in (0, 1/2]. */
export interface TailQuantiles {
  lower(p: number): number;
  upper(p: number): number;
}

/** What `quantileF64` reads: f64[2 tails][octaves][32 cells][4 coefficients]. */
export interface QuantileTable {
  readonly octaves: number;
  readonly bytes: Uint8Array;
}

/**
 * The table of a continuous law: octave k of a tail covers the probabilities [2^-(k+2), 2^-(k+1)) in 32 equal cells; in
 * each a cubic goes through the quantile at 0, 1/3, 2/3 and 1, so that neighbouring cells meet. Relative error 3e-9 for
 * the normal and exponential laws and lognormal ones with s <= 1, growing with s (3e-8 at s = 2); the 2^-49 furthest out
 * of each tail share one value.
 */
export function buildQuantileTable(quantiles: TailQuantiles): QuantileTable {
  const table = new Float64Array(2 * OCTAVES * CELLS * COEFFICIENTS);
  for (const [tail, quantile] of [quantiles.lower, quantiles.upper].entries()) {
    for (let octave = 0, start = 0.25; octave < OCTAVES; octave++, start /= 2)
      table.set(octaveCubics(quantile, start), (tail * OCTAVES + octave) * CELLS * COEFFICIENTS);
  }
  return { octaves: OCTAVES, bytes: new Uint8Array(table.buffer) };
}

/** The cells of [start, 2 * start); neighbours share the quantile at their border. */
function octaveCubics(quantile: (p: number) => number, start: number): number[] {
  const cubics: number[] = [];
  const third = start / CELLS / 3;
  let left = bounded(quantile(start));
  for (let cell = 0; cell < CELLS; cell++) {
    const right = bounded(quantile(start + 3 * third * (cell + 1)));
    const inner = [1, 2].map((step) => bounded(quantile(start + third * (3 * cell + step))));
    cubics.push(...cubicThrough([left, ...inner, right]));
    left = right;
  }
  return cubics;
}

function bounded(value: number): number {
  invariant(!Number.isNaN(value), 'a quantile function gives numbers');
  return Math.min(Math.max(value, -VALUE_MAX), VALUE_MAX);
}

/** The cubic's coefficients, lowest power first, from its values at 0, 1/3, 2/3, 1 (Lagrange). */
function cubicThrough(values: readonly number[]): number[] {
  const [a, b, c, d] = values as [number, number, number, number];
  return [
    a,
    -5.5 * a + 9 * b - 4.5 * c + d,
    9 * a - 22.5 * b + 18 * c - 4.5 * d,
    -4.5 * a + 13.5 * b - 13.5 * c + 4.5 * d,
  ];
}
