DROP TABLE idempotency_keys, job_events, tasks, job_steps, jobs, plans;
