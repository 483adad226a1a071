import type { Config } from '../../shared/config/config.ts';
import type { TierRules } from './move-tiers.ts';

/** How long results are kept, and where. */
export interface MaintenanceRules {
  /** Ended jobs are deleted after so many days; 0: never. */
  readonly retentionDays: number;
  readonly tiers: TierRules;
}

/** Retention 0 keeps for ever, whatever the tiers say; any other ends with the last tier at the latest. */
export function maintenanceRulesOf({ storage, processing }: Pick<Config, 'storage' | 'processing'>): MaintenanceRules {
  const { retention_days: retentionDays } = processing;
  return {
    retentionDays: storage.cold_days > 0 ? Math.min(retentionDays, storage.cold_days) : retentionDays,
    tiers: {
      hotDays: storage.hot_days,
      warmDays: storage.warm_days,
      warmClass: storage.s3_warm_class,
      coldClass: storage.s3_cold_class,
    },
  };
}
