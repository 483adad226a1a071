DROP INDEX idempotency_keys_age, plans_unused, jobs_with_tasks, jobs_orphan_parts, jobs_plan, jobs_newest_by_state,
  jobs_queued, jobs_running;
ALTER TABLE plans DROP COLUMN may_be_unused;
ALTER TABLE jobs DROP COLUMN has_tasks;
