import * as z from 'zod';

/**
 * Continuous laws, named and parametrised as SciPy does (`scipy.stats.norm(loc, scale)`, …). The column's `min` and
 * `max` clip the law; kinds with decimals or whole numbers round it, halves to even.
 */
export const Distribution = z.discriminatedUnion('name', [
  z.strictObject({ name: z.literal('uniform') }),
  z.strictObject({ name: z.literal('normal'), loc: z.number().default(0), scale: z.number().positive().default(1) }),
  z.strictObject({
    name: z.literal('lognormal'),
    s: z.number().positive(),
    loc: z.number().default(0),
    scale: z.number().positive().default(1),
  }),
  z.strictObject({
    name: z.literal('exponential'),
    loc: z.number().default(0),
    scale: z.number().positive().default(1),
  }),
]);
export type Distribution = z.infer<typeof Distribution>;
