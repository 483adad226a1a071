import { normalCdf } from '../numerics/normal.ts';
import type { ContinuousLaw } from '../random/continuous-law.ts';

/** Scores beyond stand for less than 1e-16 of a tail; they count as this. */
const SCORE_MAX = 8.25;
const CELLS_PER_UNIT = 64;
const CELLS = 2 * SCORE_MAX * CELLS_PER_UNIT;
const COEFFICIENTS = 4;
/** A cubic may miss the exact value by this part of what its cell spans. */
const MISS_MAX = 1e-5;
const CHECKED_AT = [1 / 6, 1 / 2, 5 / 6];

/** A function of standard normal scores that never falls. */
export type ValueAtScore = (score: number) => number;

/** The quantile of a score's probability, from whichever tail is smaller. */
export function quantileAtScore({ quantileLower, quantileUpper }: ContinuousLaw): ValueAtScore {
  return (score) => (score < 0 ? quantileLower(normalCdf(score)) : quantileUpper(normalCdf(-score)));
}

/**
 * The function of many scores at once, in place: by cubics over cells of 1/64, through its values at 0, 1/3, 2/3 and 1 of
 * each; where the function bends or jumps within a cell, by the function itself.
 */
export function scoreTable(valueAt: ValueAtScore): (values: Float64Array) => void {
  const cubics = new Float64Array(CELLS * COEFFICIENTS);
  const isExact = new Uint8Array(CELLS);
  for (let cell = 0; cell < CELLS; cell++) {
    const within = (t: number) => finite(valueAt(-SCORE_MAX + (cell + t) / CELLS_PER_UNIT));
    const cubic = cubicThrough([within(0), within(1 / 3), within(2 / 3), within(1)]);
    cubics.set(cubic, cell * COEFFICIENTS);
    isExact[cell] = isMet(cubic, within) ? 1 : 0;
  }
  return (values) => {
    for (let i = 0; i < values.length; i++) {
      const score = Math.min(Math.max(values[i]!, -SCORE_MAX), SCORE_MAX);
      const place = (score + SCORE_MAX) * CELLS_PER_UNIT;
      const cell = Math.min(Math.floor(place), CELLS - 1);
      const t = place - cell;
      const at = cell * COEFFICIENTS;
      values[i] =
        isExact[cell] === 1
          ? cubics[at]! + t * (cubics[at + 1]! + t * (cubics[at + 2]! + t * cubics[at + 3]!))
          : finite(valueAt(score));
    }
  };
}

/** Far quantiles of heavy tails; no column holds them. */
function finite(value: number): number {
  return Math.min(Math.max(value, -1e300), 1e300);
}

function cubicThrough(values: readonly [number, number, number, number]): [number, number, number, number] {
  const [a, b, c, d] = values;
  if (a === b && b === c && c === d) return [a, 0, 0, 0];
  const [first, second, third] = [b - a, c - a, d - a];
  return [
    a,
    9 * first - 4.5 * second + third,
    -22.5 * first + 18 * second - 4.5 * third,
    13.5 * first - 13.5 * second + 4.5 * third,
  ];
}

function isMet([a, b, c, d]: readonly [number, number, number, number], within: (t: number) => number): boolean {
  const span = within(1) - within(0);
  return CHECKED_AT.every((t) => Math.abs(a + t * (b + t * (c + t * d)) - within(t)) <= MISS_MAX * span);
}
