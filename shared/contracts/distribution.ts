import * as z from 'zod';
import { LIMITS } from './limits.ts';

const locationScale = { loc: z.number().default(0), scale: z.number().positive().default(1) };
/** Whole, so that whole numbers stay whole. */
const wholeLocation = { loc: z.int().default(0) };
/** Below, nearly all values would be one number to the last digit. */
const shape = z.number().min(0.01).max(1e9);
const probability = z.number().min(1e-9).lt(1);

/** Named and parametrised as SciPy does. */
const CONTINUOUS_LAWS = [
  z.strictObject({ name: z.literal('normal'), ...locationScale }),
  z.strictObject({ name: z.literal('lognormal'), s: z.number().positive(), ...locationScale }),
  z.strictObject({ name: z.literal('exponential'), ...locationScale }),
  z.strictObject({ name: z.literal('gamma'), a: shape, ...locationScale }),
  z.strictObject({ name: z.literal('beta'), a: shape, b: shape, ...locationScale }),
  /** `weibull_min` */
  z.strictObject({ name: z.literal('weibull'), c: shape, ...locationScale }),
  z.strictObject({ name: z.literal('pareto'), b: shape, ...locationScale }),
  z.strictObject({ name: z.literal('triangular'), c: z.number().min(0).max(1), ...locationScale }),
  /** Angles from -pi to pi, times `scale`, plus `loc`. */
  z.strictObject({ name: z.literal('von_mises'), kappa: z.number().min(1e-9).max(1e9), ...locationScale }),
] as const;

/** Laws of whole numbers. */
const COUNTING_LAWS = [
  z.strictObject({ name: z.literal('poisson'), mu: z.number().min(1e-9).max(1e9), ...wholeLocation }),
  z.strictObject({ name: z.literal('binomial'), n: z.int().min(1).max(1e9), p: probability, ...wholeLocation }),
  z.strictObject({ name: z.literal('geometric'), p: probability, ...wholeLocation }),
  z.strictObject({ name: z.literal('negative_binomial'), n: shape, p: probability, ...wholeLocation }),
  /** 1, 2, … without end for a above 1 (`zipf`), or up to `n` (`zipfian`). */
  z.strictObject({
    name: z.literal('zipf'),
    a: z.number().min(0).max(100),
    n: z.int().min(1).max(1e12).optional(),
    ...wholeLocation,
  }),
] as const;

/** What was seen: `values` with `weights`, or `quantiles` at equal steps of probability, or `edges` with `counts`. */
const EmpiricalLaw = z.strictObject({
  name: z.literal('empirical'),
  values: z.array(z.number()).min(1).max(LIMITS.categoryValues).optional(),
  weights: z.array(z.number().min(0)).max(LIMITS.categoryValues).optional(),
  quantiles: z.array(z.number()).min(2).max(LIMITS.categoryValues).optional(),
  edges: z.array(z.number()).min(2).max(LIMITS.categoryValues).optional(),
  counts: z.array(z.number().min(0)).max(LIMITS.categoryValues).optional(),
});
export type EmpiricalLaw = z.infer<typeof EmpiricalLaw>;

/** A law of its own, without the column's bounds: what a mixture is made of. */
export const SimpleLaw = z.discriminatedUnion('name', [
  z.strictObject({ name: z.literal('uniform'), ...locationScale }),
  ...CONTINUOUS_LAWS,
  ...COUNTING_LAWS,
  EmpiricalLaw,
]);
export type SimpleLaw = z.infer<typeof SimpleLaw>;

/**
 * The law of a numeric column. The column's `min` and `max` clip it; kinds with decimals or whole numbers round it, halves
 * to even. `uniform` spreads over the column's bounds.
 */
export const Distribution = z.discriminatedUnion('name', [
  z.strictObject({ name: z.literal('uniform') }),
  ...CONTINUOUS_LAWS,
  ...COUNTING_LAWS,
  EmpiricalLaw,
  z.strictObject({
    name: z.literal('mixture'),
    components: z.array(SimpleLaw).min(1).max(LIMITS.mixtureComponents),
    /** Equal when absent. */
    weights: z.array(z.number().min(0)).max(LIMITS.mixtureComponents).optional(),
  }),
]);
export type Distribution = z.infer<typeof Distribution>;
