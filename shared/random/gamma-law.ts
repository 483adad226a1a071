import { exp } from '../numerics/exp.ts';
import { findZero } from '../numerics/find-zero.ts';
import { logGamma } from '../numerics/gamma-function.ts';
import { incompleteGamma } from '../numerics/incomplete-gamma.ts';
import { log } from '../numerics/log.ts';
import { normalQuantile } from '../numerics/normal.ts';
import type { ContinuousLaw } from './continuous-law.ts';

/** Below e^-690 a lower tail is its leading term to the last digit. */
const LOG_TINY = -690;

/**
 * The gamma law of shape a above 0 (`scipy.stats.gamma(a)`). Quantiles are found by Newton's steps on the logarithm of
 * the tail as a function of ln x, which is concave: they converge from anywhere.
 *
 * Source: DLMF 8.2; starting points by Wilson and Hilferty 1931.
 * Checked against: test/golden/random/laws.json (SciPy).
 */
export function gammaLaw(a: number): ContinuousLaw {
  return {
    cdf: (x) => incompleteGamma(a, x).lower,
    survival: (x) => incompleteGamma(a, x).upper,
    quantileLower(p) {
      const leading = (log(p) + logGamma(a + 1)) / a;
      if (leading < LOG_TINY) return exp(leading);
      const start = Math.max(leading, logOfNormal(a, normalQuantile(p)));
      return exp(
        findZero((s) => {
          const { lower, factor } = incompleteGamma(a, exp(s));
          return { value: log(lower / p), slope: factor / lower };
        }, start),
      );
    },
    quantileUpper(p) {
      return exp(
        findZero(
          (s) => {
            const { upper, factor } = incompleteGamma(a, exp(s));
            return { value: log(p / upper), slope: factor / upper };
          },
          Math.max(logOfNormal(a, -normalQuantile(p)), -2),
        ),
      );
    },
  };
}

/** ln of the quantile at the normal score z: the cube root of the law is nearly normal; -Infinity where it is not. */
function logOfNormal(a: number, z: number): number {
  const root = 1 - 1 / (9 * a) + z / (3 * Math.sqrt(a));
  return root > 0 ? log(a) + 3 * log(root) : -Infinity;
}
