-- release: 3, expand
-- Datasets move to cheaper storage as they grow old.

-- Where readers find the files; the tier that was left, while it may hold them still; and since when.
ALTER TABLE jobs ADD COLUMN storage_tier text NOT NULL DEFAULT 'hot';
ALTER TABLE jobs ADD COLUMN left_tier text;
ALTER TABLE jobs ADD COLUMN tier_changed_at timestamptz;
CREATE INDEX jobs_in_tier ON jobs (storage_tier, ended_at) WHERE state = 'succeeded' AND left_tier IS NULL;
CREATE INDEX jobs_left_tier ON jobs (tier_changed_at) WHERE left_tier IS NOT NULL;
