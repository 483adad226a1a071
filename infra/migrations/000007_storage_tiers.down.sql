DROP INDEX jobs_left_tier, jobs_in_tier;
ALTER TABLE jobs DROP COLUMN tier_changed_at;
ALTER TABLE jobs DROP COLUMN left_tier;
ALTER TABLE jobs DROP COLUMN storage_tier;
