import { exp } from '../numerics/exp.ts';
import { findZero } from '../numerics/find-zero.ts';
import { integrate } from '../numerics/gauss-legendre.ts';
import { log } from '../numerics/log.ts';
import { sine } from '../numerics/sine.ts';
import type { ContinuousLaw } from './continuous-law.ts';

/** Where the density is below e^-150 of its peak, it is taken for 0. */
const EXPONENT_MAX = 150;
const PANELS = 64;

/**
 * The von Mises law over the angles [-pi, pi] (`scipy.stats.vonmises(kappa)`, kappa above 0): density proportional to
 * e^(kappa cos t). Probabilities are integrals from the far end on, so that both tails keep their digits.
 *
 * Source: Mardia and Jupp 2000, "Directional Statistics", section 3.5.4.
 * Checked against: test/golden/random/laws.json (SciPy).
 */
export function vonMisesLaw(kappa: number): ContinuousLaw {
  const lower = lowerHalf(kappa);
  return {
    cdf: (x) => (x <= 0 ? lower.probability(x) : 1 - lower.probability(-x)),
    survival: (x) => (x < 0 ? 1 - lower.probability(x) : lower.probability(-x)),
    quantileLower: (p) => lower.quantile(p),
    quantileUpper: (p) => -lower.quantile(p),
  };
}

/** P(X <= x) for x <= 0 and its inverse for p <= 1/2, from the integrals up to the borders of equal panels. */
function lowerHalf(kappa: number) {
  const density = (t: number) => {
    const half = sine(0.5 * Math.min(Math.abs(t), Math.PI));
    return exp(-2 * kappa * half * half);
  };
  const start = -Math.min(Math.PI, Math.PI * Math.sqrt(EXPONENT_MAX / (2 * kappa)));
  const border = (panel: number) => start * (1 - panel / PANELS);
  const upTo = [0];
  for (let i = 0; i < PANELS; i++) upTo.push(upTo[i]! + integrate(density, border(i), border(i + 1)));
  const total = 2 * upTo[PANELS]!;
  const panelWhere = (isAfter: (panel: number) => boolean) => {
    let panel = 0;
    while (panel < PANELS - 1 && isAfter(panel + 1)) panel++;
    return panel;
  };
  const integralFrom = (panel: number, x: number) => upTo[panel]! + integrate(density, border(panel), x);
  return {
    probability(x: number): number {
      if (x <= start) return 0;
      return (
        integralFrom(
          panelWhere((i) => border(i) <= x),
          x,
        ) / total
      );
    },
    quantile(p: number): number {
      const wanted = p * total;
      const panel = panelWhere((i) => upTo[i]! <= wanted);
      const share = (wanted - upTo[panel]!) / (upTo[panel + 1]! - upTo[panel]!);
      return findZero(
        (t) => {
          const integral = integralFrom(panel, t);
          return { value: log(integral / wanted), slope: density(t) / integral };
        },
        border(panel) + share * (border(panel + 1) - border(panel)),
      );
    },
  };
}
