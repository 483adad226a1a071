-- release: 1, expand
-- Jobs of every kind, their steps, tasks, events, plans and idempotency keys.
-- Documents are json, not jsonb: they are stored and given back whole, and jsonb refuses U+0000 inside strings.
-- Counters are bigint: rows go beyond 2^32.

CREATE TABLE plans (
  tenant_id text NOT NULL,
  plan_hash text NOT NULL,
  plan json NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, plan_hash)
);

CREATE TABLE jobs (
  tenant_id text NOT NULL,
  id text NOT NULL,
  kind text NOT NULL,
  name text NOT NULL,
  state text NOT NULL CHECK (state IN ('queued', 'running', 'cancelling', 'succeeded', 'failed', 'cancelled')),
  spec json NOT NULL,
  spec_hash text NOT NULL,
  plan_hash text NOT NULL,
  -- Workers claim only the versions that they know.
  plan_version integer NOT NULL,
  generation_version integer NOT NULL,
  generator_type text NOT NULL,
  format text NOT NULL,
  seed bigint NOT NULL,
  num_records bigint NOT NULL,
  -- The last number given to an event; taken in the transaction that writes the event.
  event_sequence bigint NOT NULL DEFAULT 0,
  error json,
  manifest json,
  -- Parts are kept after the end: asked for, or not deleted yet.
  has_parts boolean NOT NULL DEFAULT true,
  -- Milliseconds, so that a cursor made from a JavaScript Date names the row exactly.
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  started_at timestamptz,
  ended_at timestamptz,
  progressed_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, id)
);
CREATE INDEX jobs_newest ON jobs (tenant_id, created_at DESC, id DESC);
CREATE INDEX jobs_active ON jobs (created_at) WHERE state IN ('queued', 'running', 'cancelling');
CREATE INDEX jobs_ended ON jobs (ended_at) WHERE ended_at IS NOT NULL;

CREATE TABLE job_steps (
  tenant_id text NOT NULL,
  job_id text NOT NULL,
  step text NOT NULL,
  position smallint NOT NULL,
  state text NOT NULL CHECK (state IN ('pending', 'running', 'succeeded', 'failed', 'cancelled')),
  unit text NOT NULL,
  -- Units of finished tasks, and of all.
  value bigint NOT NULL DEFAULT 0,
  max bigint NOT NULL,
  tasks_total integer NOT NULL,
  tasks_inserted integer NOT NULL DEFAULT 0,
  tasks_done integer NOT NULL DEFAULT 0,
  -- Failures that workers reported.
  attempts integer NOT NULL DEFAULT 0,
  started_at timestamptz,
  ended_at timestamptz,
  -- Where speed is measured from: the start, or the last retry.
  measured_from timestamptz,
  measured_value bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (tenant_id, job_id, step),
  FOREIGN KEY (tenant_id, job_id) REFERENCES jobs (tenant_id, id) ON DELETE CASCADE
);

-- No foreign key: a check per row would double the cost of inserting a slice. Rows are inserted under the lock of
-- their job and deleted with it.
CREATE TABLE tasks (
  tenant_id text NOT NULL,
  job_id text NOT NULL,
  step text NOT NULL,
  task_index integer NOT NULL,
  range json NOT NULL,
  -- Rows of a chunk, parts of a merge.
  units bigint NOT NULL,
  state text NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'running', 'succeeded', 'failed')),
  lease_slot text,
  lease_incarnation text,
  lease_until timestamptz,
  -- Raised by every claim; a result is taken only with the current one.
  fencing_token bigint NOT NULL DEFAULT 0,
  attempts integer NOT NULL DEFAULT 0,
  lost_leases integer NOT NULL DEFAULT 0,
  not_before timestamptz NOT NULL DEFAULT '-infinity',
  progress_rows bigint NOT NULL DEFAULT 0,
  result json,
  error_code text,
  error_message text,
  PRIMARY KEY (tenant_id, job_id, step, task_index),
  CHECK ((state = 'running') = (lease_until IS NOT NULL))
);
CREATE INDEX tasks_pending ON tasks (tenant_id, job_id, step, task_index) WHERE state = 'pending';
-- A running task has a lease and no other has. Statements that know the task leave this index alone by not asking
-- for lease_until, and find it by its key.
CREATE INDEX tasks_leased ON tasks (tenant_id, job_id, lease_until) WHERE lease_until IS NOT NULL;
CREATE INDEX tasks_failed ON tasks (tenant_id, job_id) WHERE state = 'failed';

CREATE TABLE job_events (
  tenant_id text NOT NULL,
  job_id text NOT NULL,
  event_sequence bigint NOT NULL,
  name text NOT NULL,
  job json NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, job_id, event_sequence),
  FOREIGN KEY (tenant_id, job_id) REFERENCES jobs (tenant_id, id) ON DELETE CASCADE
);

CREATE TABLE idempotency_keys (
  tenant_id text NOT NULL,
  key text NOT NULL,
  body_hash text NOT NULL,
  job_id text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, key),
  FOREIGN KEY (tenant_id, job_id) REFERENCES jobs (tenant_id, id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX idempotency_keys_job ON idempotency_keys (tenant_id, job_id);
