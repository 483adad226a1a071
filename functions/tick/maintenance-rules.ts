import type { Config } from '../../shared/config/config.ts';
import type { TierRules } from './move-tiers.ts';

/** How long results are kept, and where. */
export interface MaintenanceRules {
  /** Ended jobs are deleted after so many days; 0: never. */
  readonly retentionDays: number;
  readonly tiers: TierRules;
}

/** The end of the last tier is the end of a dataset; retention can only come before it. */
export function maintenanceRulesOf({ storage, processing }: Pick<Config, 'storage' | 'processing'>): MaintenanceRules {
  const ends = [processing.retention_days, storage.cold_days].filter((days) => days > 0);
  return {
    retentionDays: ends.length === 0 ? 0 : Math.min(...ends),
    tiers: {
      hotDays: storage.hot_days,
      warmDays: storage.warm_days,
      warmClass: storage.s3_warm_class,
      coldClass: storage.s3_cold_class,
    },
  };
}
