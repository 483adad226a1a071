import type { ContinuousLaw } from './continuous-law.ts';
import type { LocationScale } from './distributions.ts';

/** The law of loc + scale * X, X of the given law. */
export function scaledLaw(law: ContinuousLaw, { loc, scale }: LocationScale): ContinuousLaw {
  return {
    cdf: (x) => law.cdf((x - loc) / scale),
    survival: (x) => law.survival((x - loc) / scale),
    quantileLower: (p) => loc + scale * law.quantileLower(p),
    quantileUpper: (p) => loc + scale * law.quantileUpper(p),
  };
}
