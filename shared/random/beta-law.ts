import { exp } from '../numerics/exp.ts';
import { findZero } from '../numerics/find-zero.ts';
import { logGamma } from '../numerics/gamma-function.ts';
import { incompleteBeta, type Share } from '../numerics/incomplete-beta.ts';
import { log } from '../numerics/log.ts';
import { normalQuantile } from '../numerics/normal.ts';
import type { ContinuousLaw } from './continuous-law.ts';

/** Below e^-690 a lower tail is its leading term to the last digit. */
const LOG_TINY = -690;

/**
 * The beta law of shapes a and b above 0 (`scipy.stats.beta(a, b)`). Quantiles are found by Newton's steps on the
 * logarithm of the tail as a function of ln(x / (1 - x)).
 *
 * Source: DLMF 8.17.
 * Checked against: test/golden/random/laws.json (SciPy).
 */
export function betaLaw(a: number, b: number): ContinuousLaw {
  return {
    cdf: (x) => incompleteBeta(a, b, { x, y: 1 - x }).lower,
    survival: (x) => incompleteBeta(a, b, { x, y: 1 - x }).upper,
    quantileLower: (p) => lowerQuantile(a, b, p).x,
    quantileUpper: (p) => lowerQuantile(b, a, p).y,
  };
}

/** The x with I(x; a, b) = p, and 1 - x. */
function lowerQuantile(a: number, b: number, p: number): Share {
  const leading = (log(p) + log(a) + logGamma(a) + logGamma(b) - logGamma(a + b)) / a;
  if (leading < LOG_TINY) return shareAt(leading);
  const bulk = log(a / b) + normalQuantile(p) * Math.sqrt(1 / a + 1 / b);
  return shareAt(
    findZero(
      (s) => {
        const { lower, factor } = incompleteBeta(a, b, shareAt(s));
        return { value: log(lower / p), slope: factor / lower };
      },
      a < 1 ? Math.min(leading, 2) : bulk,
    ),
  );
}

/** The share with ln(x / y) = s. */
export function shareAt(s: number): Share {
  const odds = exp(-Math.abs(s));
  const small = odds / (1 + odds);
  const large = 1 / (1 + odds);
  return s < 0 ? { x: small, y: large } : { x: large, y: small };
}
