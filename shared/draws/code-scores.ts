import { normalQuantile } from '../numerics/normal.ts';

/** Codes are looked for between those of the two borders of a cell of 1/16. */
const CELLS_PER_UNIT = 16;
const SCORE_MAX = 9;

/** The code that each score stands for, codes in their order by cumulative weights: exact to the last digits of a double. */
export function codesOfScores(
  weights: readonly number[],
): (scores: Float64Array, codes: Uint8Array | Uint16Array) => void {
  const cuts = cutsBetween(weights);
  const guide = Uint32Array.from({ length: 2 * SCORE_MAX * CELLS_PER_UNIT + 1 }, (_, cell) =>
    countAtMost(cuts, cell / CELLS_PER_UNIT - SCORE_MAX, 0, cuts.length),
  );
  return (scores, codes) => {
    for (let i = 0; i < scores.length; i++) {
      const score = Math.min(Math.max(scores[i]!, -SCORE_MAX), SCORE_MAX - 1e-9);
      const cell = Math.floor((score + SCORE_MAX) * CELLS_PER_UNIT);
      codes[i] = countAtMost(cuts, score, guide[cell]!, guide[cell + 1]!);
    }
  };
}

/** The scores from which on each code but the first one begins. */
export function cutsBetween(weights: readonly number[]): Float64Array {
  const above = new Float64Array(weights.length + 1);
  for (let i = weights.length - 1; i >= 0; i--) above[i] = above[i + 1]! + weights[i]!;
  const cuts = new Float64Array(weights.length - 1);
  for (let i = 0, below = 0; i < cuts.length; i++) {
    below += weights[i]!;
    cuts[i] = scoreBetween(below / above[0]!, above[i + 1]! / above[0]!);
  }
  return cuts;
}

/** The score with these probabilities below and above, which add to 1. */
export function scoreBetween(below: number, above: number): number {
  if (below <= 0) return -Infinity;
  if (above <= 0) return Infinity;
  return below < above ? normalQuantile(below) : -normalQuantile(above);
}

/** How many cuts are at or below the score, known to be `low` to `high`. */
function countAtMost(cuts: Float64Array, score: number, from: number, to: number): number {
  let [low, high] = [from, to];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (cuts[middle]! <= score) low = middle + 1;
    else high = middle;
  }
  return low;
}
