import * as z from 'zod';
import { Name } from './column-spec.ts';
import { LIMITS } from './limits.ts';

/**
 * Columns of one table that rise and fall together: each row draws normal scores with these correlations, and every
 * column takes the quantile of its own score. Symmetric, 1 on the diagonal, positive definite.
 */
export const CorrelationSpec = z.strictObject({
  columns: z.array(Name).min(2).max(LIMITS.correlatedColumns),
  matrix: z.array(z.array(z.number().min(-1).max(1)).max(LIMITS.correlatedColumns)).max(LIMITS.correlatedColumns),
});
export type CorrelationSpec = z.infer<typeof CorrelationSpec>;
