import type { Plan } from './plan.ts';

/**
 * What planning has added up for owning keys, by the hash that the plan names it with: for each key the draws of all
 * parents before each block of 65,536, and at the end those of all parents. A function of the plan, too large for it.
 */
export type BlockSums = ReadonlyMap<string, Float64Array>;

/** A plan and the sums that it names: all that decides what rows are. */
export interface PlannedJob {
  readonly plan: Plan;
  readonly blockSums: BlockSums;
}
