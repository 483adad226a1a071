/**
 * Continuous laws with SciPy's parameters (`scipy.stats.norm(loc, scale)`, `lognorm(s, loc, scale)`, `expon(loc, scale)`,
 * `uniform(loc, scale)`); scale and s are above 0.
 *
 * Checked against: test/golden/random/distributions.json (SciPy).
 */
import { exp, expm1 } from '../numerics/exp.ts';
import { log, log1p } from '../numerics/log.ts';
import { normalCdf, normalQuantile, normalSurvival } from '../numerics/normal.ts';
import type { ContinuousLaw } from './continuous-law.ts';

export interface LocationScale {
  readonly loc: number;
  readonly scale: number;
}

/** Evenly spread over [loc, loc + scale]. */
export function uniformLaw({ loc, scale }: LocationScale): ContinuousLaw {
  const cdf = (x: number) => Math.min(Math.max((x - loc) / scale, 0), 1);
  return {
    cdf,
    survival: (x) => Math.min(Math.max((loc + scale - x) / scale, 0), 1),
    quantileLower: (p) => loc + scale * p,
    quantileUpper: (p) => loc + scale - scale * p,
  };
}

/** Mean loc, standard deviation scale. */
export function normalLaw({ loc, scale }: LocationScale): ContinuousLaw {
  return {
    cdf: (x) => normalCdf((x - loc) / scale),
    survival: (x) => normalSurvival((x - loc) / scale),
    quantileLower: (p) => loc + scale * normalQuantile(p),
    quantileUpper: (p) => loc - scale * normalQuantile(p),
  };
}

/** ln((X - loc) / scale) is normal with mean 0 and standard deviation s. */
export function lognormalLaw({ s, loc, scale }: LocationScale & { readonly s: number }): ContinuousLaw {
  const standard = (x: number) => log((x - loc) / scale) / s;
  return {
    cdf: (x) => (x <= loc ? 0 : normalCdf(standard(x))),
    survival: (x) => (x <= loc ? 1 : normalSurvival(standard(x))),
    quantileLower: (p) => loc + scale * exp(s * normalQuantile(p)),
    quantileUpper: (p) => loc + scale * exp(-s * normalQuantile(p)),
  };
}

/** Waiting times from loc on with mean loc + scale. */
export function exponentialLaw({ loc, scale }: LocationScale): ContinuousLaw {
  return {
    cdf: (x) => (x <= loc ? 0 : -expm1(-(x - loc) / scale)),
    survival: (x) => (x <= loc ? 1 : exp(-(x - loc) / scale)),
    quantileLower: (p) => loc - scale * log1p(-p),
    quantileUpper: (p) => loc - scale * log(p),
  };
}
