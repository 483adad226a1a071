-- release: 3, expand
-- What is asked all the time reads as many rows as it answers, however many jobs there have been.

-- The few jobs that run, and the queue in its order. jobs_active, which holds both, is for the release before.
CREATE INDEX jobs_running ON jobs (tenant_id, id) WHERE state IN ('running', 'cancelling');
CREATE INDEX jobs_queued ON jobs (created_at, id) WHERE state = 'queued';
CREATE INDEX jobs_newest_by_state ON jobs (tenant_id, state, created_at DESC, id DESC);
CREATE INDEX jobs_plan ON jobs (tenant_id, plan_hash);
CREATE INDEX jobs_orphan_parts ON jobs (ended_at)
  WHERE state = 'succeeded' AND has_parts AND spec -> 'output' ->> 'layout' = 'file';

-- False once the task rows of a job that succeeded are gone; their sums are in job_steps.
ALTER TABLE jobs ADD COLUMN has_tasks boolean NOT NULL DEFAULT true;
CREATE INDEX jobs_with_tasks ON jobs (ended_at) WHERE state = 'succeeded' AND has_tasks;

-- False while it is sure that a job uses the plan.
ALTER TABLE plans ADD COLUMN may_be_unused boolean NOT NULL DEFAULT true;
UPDATE plans p SET may_be_unused = false
WHERE EXISTS (SELECT FROM jobs j WHERE j.tenant_id = p.tenant_id AND j.plan_hash = p.plan_hash);
CREATE INDEX plans_unused ON plans (created_at) WHERE may_be_unused;

CREATE INDEX idempotency_keys_age ON idempotency_keys (created_at);
