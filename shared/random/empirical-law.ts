import type { ContinuousLaw } from './continuous-law.ts';

/** Pieces [edges[i], edges[i + 1]], each evenly filled; edges rise (never fall) and are one more than the weights. */
export interface Pieces {
  readonly edges: readonly number[];
  readonly weights: readonly number[];
}

/** A law of evenly filled pieces: a histogram, or straight lines between quantiles. A piece without width is one value. */
export function piecewiseLaw({ edges, weights }: Pieces): ContinuousLaw {
  const { below, above } = sharesAround(weights);
  const last = weights.length - 1;
  const cdf = (x: number) => {
    if (x < edges[0]!) return 0;
    if (x >= edges[last + 1]!) return 1;
    const piece = lastAtMost(edges, x);
    return below[piece]! + (below[piece + 1]! - below[piece]!) * positionIn(edges, piece, x);
  };
  const survival = (x: number) => {
    if (x < edges[0]!) return 1;
    if (x >= edges[last + 1]!) return 0;
    const piece = lastAtMost(edges, x);
    return above[piece + 1]! + (above[piece]! - above[piece + 1]!) * (1 - positionIn(edges, piece, x));
  };
  return {
    cdf,
    survival,
    quantileLower(p) {
      const piece = firstWhere(weights.length, (i) => below[i + 1]! >= p);
      const share = (p - below[piece]!) / (below[piece + 1]! - below[piece]!);
      return along(edges, piece, share);
    },
    quantileUpper(p) {
      const piece = last - firstWhere(weights.length, (i) => above[last - i]! >= p);
      const share = (p - above[piece + 1]!) / (above[piece]! - above[piece + 1]!);
      return along(edges, piece, 1 - share);
    },
  };
}

/** A law of single values, which rise, by weight. */
export function atomsLaw(values: readonly number[], weights: readonly number[]): ContinuousLaw {
  return piecewiseLaw(asPieces(values, weights));
}

/** Single values as pieces without width, and the gaps between them as pieces without weight. */
function asPieces(values: readonly number[], weights: readonly number[]): Pieces {
  return {
    edges: values.flatMap((value) => [value, value]),
    weights: weights.flatMap((weight, i) => (i + 1 < weights.length ? [weight, 0] : [weight])),
  };
}

/** below[i] and above[i]: the shares before piece i and from it on, each summed from its own end. */
function sharesAround(weights: readonly number[]): { below: Float64Array; above: Float64Array } {
  const below = new Float64Array(weights.length + 1);
  const above = new Float64Array(weights.length + 1);
  for (let i = 0; i < weights.length; i++) below[i + 1] = below[i]! + weights[i]!;
  for (let i = weights.length - 1; i >= 0; i--) above[i] = above[i + 1]! + weights[i]!;
  const [sumBelow, sumAbove] = [below[weights.length]!, above[0]!];
  return { below: below.map((sum) => sum / sumBelow), above: above.map((sum) => sum / sumAbove) };
}

/** The last piece that starts at or before x. */
function lastAtMost(edges: readonly number[], x: number): number {
  return firstWhere(edges.length - 1, (i) => edges[i + 1]! > x);
}

/** The first of 0..count - 1 that holds, of a condition that stays true; the last one when none does. */
function firstWhere(count: number, holds: (index: number) => boolean): number {
  let [low, high] = [0, count - 1];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

function positionIn(edges: readonly number[], piece: number, x: number): number {
  return (x - edges[piece]!) / (edges[piece + 1]! - edges[piece]!);
}

function along(edges: readonly number[], piece: number, share: number): number {
  const [from, to] = [edges[piece]!, edges[piece + 1]!];
  return from === to ? from : from + Math.min(Math.max(share, 0), 1) * (to - from);
}
