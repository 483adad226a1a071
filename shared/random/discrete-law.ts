import type { ContinuousLaw } from './continuous-law.ts';

/** The outcomes of a rounded law: (first + i) / scale for i = 0..count-1. */
export interface Cells {
  readonly first: number;
  /** At most 65,536. */
  readonly count: number;
  /** 10^decimals. */
  readonly scale: number;
}

/**
 * The probabilities of a continuous law that is rounded to the nearest cell and clipped to the first and the last one:
 * differences of the distribution function between the cells' edges, both tails lumped into the ends. Few outcomes are
 * drawn faster and more exactly as codes with these weights than as rounded numbers. They sum to 1 but for rounding.
 */
export function discreteLawWeights(law: ContinuousLaw, { first, count, scale }: Cells): number[] {
  const weights: number[] = [];
  for (let i = 0; i < count; i++) {
    const lower = i === 0 ? -Infinity : (first + i - 0.5) / scale;
    const upper = i === count - 1 ? Infinity : (first + i + 0.5) / scale;
    weights.push(Math.max(0, probabilityBetween(law, lower, upper)));
  }
  return weights;
}

/** From whichever tail is smaller, so that far cells keep their digits. */
function probabilityBetween(law: ContinuousLaw, lower: number, upper: number): number {
  const below = lower === -Infinity ? 0 : law.cdf(lower);
  const above = upper === Infinity ? 0 : law.survival(upper);
  if (below <= 0.5) return (upper === Infinity ? 1 : law.cdf(upper)) - below;
  return law.survival(lower) - above;
}
