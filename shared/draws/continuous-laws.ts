import type { Distribution, EmpiricalLaw, SimpleLaw } from '../contracts/distribution.ts';
import { betaLaw } from '../random/beta-law.ts';
import type { ContinuousLaw } from '../random/continuous-law.ts';
import {
  binomialLaw,
  type CountingLaw,
  geometricLaw,
  negativeBinomialLaw,
  poissonLaw,
  zipfLaw,
} from '../random/counting-laws.ts';
import { exponentialLaw, lognormalLaw, normalLaw, uniformLaw } from '../random/distributions.ts';
import { atomsLaw, type Pieces, piecewiseLaw } from '../random/empirical-law.ts';
import { gammaLaw } from '../random/gamma-law.ts';
import { mixtureLaw } from '../random/mixture-law.ts';
import { paretoLaw, triangularLaw, weibullLaw } from '../random/power-laws.ts';
import { roundableLaw, steppedLaw } from '../random/rounded-counting.ts';
import { scaledLaw } from '../random/scaled-law.ts';
import { vonMisesLaw } from '../random/von-mises-law.ts';
import { CODES_MAX, uniformWeights } from './coded-values.ts';

/** Less likely values than this are cut off a law: quantile tables end there, and no alias table could hold them. */
const TAIL_PROBABILITY = 2 ** -49;

type CountingName = 'poisson' | 'binomial' | 'geometric' | 'negative_binomial' | 'zipf';
type CountingDistribution = Extract<Distribution, { name: CountingName }>;
type MixtureDistribution = Extract<Distribution, { name: 'mixture' }>;

const COUNTING_LAWS: {
  readonly [Name in CountingName]: (law: Extract<Distribution, { name: Name }>) => CountingLaw;
} = {
  poisson: ({ mu }) => poissonLaw(mu),
  binomial: ({ n, p }) => binomialLaw(n, p),
  geometric: ({ p }) => geometricLaw(p),
  negative_binomial: ({ n, p }) => negativeBinomialLaw(n, p),
  zipf: ({ a, n }) => zipfLaw(a, n ?? Infinity),
};

/** Whether a law has whole numbers only, whatever the column's decimals. */
export function isCounting(law: Distribution | SimpleLaw): law is CountingDistribution {
  return Object.hasOwn(COUNTING_LAWS, law.name);
}

/**
 * The law that a column names; uniform ones spread over the column's own bounds. Counting laws come as the continuous
 * law that is to be rounded to whole numbers.
 */
export function continuousLaw(distribution: Distribution, bounds: { low: number; high: number }): ContinuousLaw {
  if (distribution.name === 'uniform') return uniformLaw({ loc: bounds.low, scale: bounds.high - bounds.low });
  if (distribution.name === 'mixture') return lawOfMixture(distribution);
  if (isCounting(distribution)) return roundableLaw(countingLaw(distribution), distribution.loc);
  return simpleLaw(distribution);
}

function countingLaw(law: CountingDistribution): CountingLaw {
  return (COUNTING_LAWS[law.name] as (law: CountingDistribution) => CountingLaw)(law);
}

function lawOfMixture({ components, weights }: MixtureDistribution): ContinuousLaw {
  const shares = sharesOf(weights ?? uniformWeights(components.length));
  return mixtureLaw(components.map((component, i) => ({ law: simpleLaw(component), share: shares[i]! })));
}

function sharesOf(weights: readonly number[]): number[] {
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}

/** A law alone; counting ones with their steps. */
function simpleLaw(law: SimpleLaw): ContinuousLaw {
  if (isCounting(law)) return steppedLaw(countingLaw(law), law.loc);
  switch (law.name) {
    case 'uniform':
      return uniformLaw(law);
    case 'normal':
      return normalLaw(law);
    case 'lognormal':
      return lognormalLaw(law);
    case 'exponential':
      return exponentialLaw(law);
    case 'gamma':
      return scaledLaw(gammaLaw(law.a), law);
    case 'beta':
      return scaledLaw(betaLaw(law.a, law.b), law);
    case 'weibull':
      return scaledLaw(weibullLaw(law.c), law);
    case 'pareto':
      return scaledLaw(paretoLaw(law.b), law);
    case 'triangular':
      return scaledLaw(triangularLaw(law.c), law);
    case 'von_mises':
      return scaledLaw(vonMisesLaw(law.kappa), law);
    case 'empirical':
      return empiricalLaw(law);
  }
}

function empiricalLaw(law: EmpiricalLaw): ContinuousLaw {
  const pieces = piecesOf(law);
  if (pieces !== undefined) return piecewiseLaw(pieces);
  const { values, weights } = atomsOf(law);
  return atomsLaw(values, weights);
}

/** The evenly filled pieces of quantiles or a histogram; `undefined` for single values. */
export function piecesOf({ quantiles, edges, counts }: EmpiricalLaw): Pieces | undefined {
  if (quantiles !== undefined) return { edges: quantiles, weights: uniformWeights(quantiles.length - 1) };
  if (edges !== undefined) return { edges, weights: counts ?? uniformWeights(edges.length - 1) };
  return undefined;
}

/** Single values in ascending order, each with its weight. */
export function atomsOf({ values = [], weights }: EmpiricalLaw): { values: number[]; weights: number[] } {
  const atoms = values.map((value, i) => ({ value, weight: weights?.[i] ?? 1 }));
  atoms.sort((a, b) => a.value - b.value);
  return { values: atoms.map(({ value }) => value), weights: atoms.map(({ weight }) => weight) };
}

/**
 * The outcomes first, first + 1, … of a law times `scale`, rounded and clipped to [low, high] (whole numbers, maybe
 * infinite), when a dictionary can hold them all; else `undefined`.
 */
export function findCells(
  law: ContinuousLaw,
  { low, high, scale }: { readonly low: number; readonly high: number; readonly scale: number },
): { first: number; count: number; scale: number } | undefined {
  const first = clip(Math.round(law.quantileLower(TAIL_PROBABILITY) * scale), low, high);
  const last = clip(Math.round(law.quantileUpper(TAIL_PROBABILITY) * scale), low, high);
  const count = last - first + 1;
  const isExact = Number.isSafeInteger(first) && Number.isSafeInteger(last);
  return isExact && count <= CODES_MAX ? { first, count, scale } : undefined;
}

function clip(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}

/** 10^exponent, exact up to 10^22: parsed, since powers may differ between engines. */
export function powerOfTen(exponent: number): number {
  return Number(`1e${exponent}`);
}
