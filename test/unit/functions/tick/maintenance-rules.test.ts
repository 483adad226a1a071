import { describe, expect, it } from 'vitest';
import { maintenanceRulesOf } from '../../../../functions/tick/maintenance-rules.ts';
import { Config } from '../../../../shared/config/config.ts';

function retentionDays(retention: number, cold: number): number {
  const { storage, processing } = Config.parse({
    storage: { cold_days: cold },
    processing: { retention_days: retention },
  });
  return maintenanceRulesOf({ storage, processing }).retentionDays;
}

describe('how long datasets are kept', () => {
  it('is the retention, at most to the end of the last tier', () => {
    expect(retentionDays(30, 365)).toBe(30);
    expect(retentionDays(400, 365)).toBe(365);
    expect(retentionDays(400, 0)).toBe(400);
  });

  it('is for ever where the retention is 0', () => {
    expect(retentionDays(0, 365)).toBe(0);
    expect(retentionDays(0, 0)).toBe(0);
  });
});
