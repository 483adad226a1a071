import type { StorageTier } from '../contracts/dataset-id.ts';
import type { JobKey } from './job-store.ts';

/** A job whose dataset has left a tier. */
export interface LeftTier extends JobKey {
  readonly tier: StorageTier;
}

/** What job stores know of the tiers that datasets move through as they grow old. */
export interface StorageTierOperations {
  /** Succeeded jobs that ended more than `days` ago, whose datasets lie in this tier and are not on the way, oldest first. */
  listInTier(tier: StorageTier, days: number, limit: number): Promise<JobKey[]>;
  /**
   * Readers look into another tier from now on: its objects must be there. False when the dataset is not in `from` any
   * more, or the job is gone.
   */
  changeTier(key: JobKey, change: { readonly from: StorageTier; readonly to: StorageTier }): Promise<boolean>;
  /** Datasets that left a tier at least so long ago and may have objects there still: readers have had their time. */
  listLeftTiers(ageSeconds: number, limit: number): Promise<LeftTier[]>;
  /** Once those objects are gone. */
  forgetLeftTier(left: LeftTier): Promise<void>;
}
