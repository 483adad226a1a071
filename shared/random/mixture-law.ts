import { findCrossing } from '../numerics/find-zero.ts';
import type { ContinuousLaw } from './continuous-law.ts';

/** Laws with their shares, which sum to 1. */
export interface Share {
  readonly law: ContinuousLaw;
  readonly share: number;
}

/**
 * One of several laws, each with its share. Quantiles are searched between those of the parts: the smallest value that
 * reaches the probability, which is right for parts that jump, too.
 */
export function mixtureLaw(shares: readonly Share[]): ContinuousLaw {
  const parts = shares.filter(({ share }) => share > 0);
  const total = (of: (law: ContinuousLaw) => number) => parts.reduce((sum, { law, share }) => sum + share * of(law), 0);
  const cdf = (x: number) => total((law) => law.cdf(x));
  const survival = (x: number) => total((law) => law.survival(x));
  const search = (reached: (x: number) => number, quantiles: readonly number[]) =>
    findCrossing(reached, Math.min(...quantiles), Math.max(...quantiles));
  return {
    cdf,
    survival,
    quantileLower: (p) =>
      search(
        (x) => cdf(x) - p,
        parts.map(({ law }) => law.quantileLower(p)),
      ),
    quantileUpper: (p) =>
      search(
        (x) => p - survival(x),
        parts.map(({ law }) => law.quantileUpper(p)),
      ),
  };
}
