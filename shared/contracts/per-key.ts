import * as z from 'zod';
import { LIMITS } from './limits.ts';

/** A column of the row, or `key.column` for a parent's. */
export const ColumnReference = z
  .string()
  .min(1)
  .max(2 * LIMITS.nameLength + 1);

/** How the rows that belong together lie. */
export const GroupBySpec = z.discriminatedUnion('layout', [
  /** The rows that an owning key gives to one parent: they follow each other. */
  z.strictObject({ layout: z.literal('contiguous'), key: z.string().min(1).max(LIMITS.nameLength) }),
  /** Row r belongs to group r mod `groups` and is its step floor(r / groups). `steps`: how many a whole group has. */
  z.strictObject({
    layout: z.literal('interleaved'),
    groups: z.int().min(1).max(LIMITS.rows),
    steps: z.int().min(1).max(LIMITS.stepsPerGroup).optional(),
  }),
]);
export type GroupBySpec = z.infer<typeof GroupBySpec>;

const weights = z.array(z.number().min(0)).min(1).max(LIMITS.markovStates);

/** Members of the kinds whose value depends on other rows of the same group. */
export const PER_KEY_KINDS = {
  /** Place within the group: 0, 1, 2, … */
  ordinal: { start: z.int().default(0) },
  /** The number of the group (interleaved: row mod groups). */
  group: { start: z.int().default(0) },
  /** `start` plus the sum of `of` over the rows of the group up to this one. */
  running: { of: ColumnReference, start: z.union([z.number(), ColumnReference]).default(0) },
  /** The value of `of` in the row before; `default`, or null, in the first row of a group. */
  lag: { of: ColumnReference, default: z.union([z.number(), z.string(), z.boolean()]).optional() },
  /** The values of `of` within the group, in order. */
  sorted: { of: ColumnReference, order: z.enum(['asc', 'desc']).default('asc') },
  /** A state that depends on the state of the row before. */
  markov: {
    states: z.array(z.string().max(LIMITS.templateBytes)).min(1).max(LIMITS.markovStates),
    /** Weights of the first state; all alike when absent. */
    initial: weights.optional(),
    /** One row of weights per state that comes before. */
    transitions: z.array(weights).min(1).max(LIMITS.markovStates),
  },
  /**
   * Instants that rise within the group: the first is `start` plus a gap, every further one follows by the seconds in
   * the column `gap`, or by `every` seconds moved by up to `jitter` of that.
   */
  event_time: {
    /** An instant, or a column that holds one. */
    start: ColumnReference,
    gap: ColumnReference.optional(),
    every: z.number().positive().optional(),
    jitter: z.number().min(0).max(1).default(0),
  },
  /** Parts, in proportion to the column `weights` or all alike by chance, that add up to `total` exactly. */
  share_of: {
    total: ColumnReference,
    weights: ColumnReference.optional(),
    decimals: z.int().min(0).max(9).default(2),
  },
} as const;
export type PerKeyKind = keyof typeof PER_KEY_KINDS;
