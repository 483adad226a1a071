-- release: 3, expand
-- Requests that are made again and again, and each time that they were.

CREATE TABLE schedules (
  tenant_id text NOT NULL,
  name text COLLATE "C" NOT NULL,
  -- Tells a schedule from a later one of the same name.
  id text NOT NULL,
  cron text NOT NULL,
  time_zone text NOT NULL,
  -- A request for rows, as POST /v1/schedules took it.
  request json NOT NULL,
  seed_policy text NOT NULL CHECK (seed_policy IN ('due_time', 'fixed')),
  catch_up text NOT NULL CHECK (catch_up IN ('skip', 'one', 'all')),
  retention_days integer NOT NULL,
  is_paused boolean NOT NULL DEFAULT false,
  -- Null while paused.
  next_due_at timestamptz(3),
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  updated_at timestamptz(3) NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, name),
  UNIQUE (tenant_id, id),
  CHECK (is_paused = (next_due_at IS NULL))
);
CREATE INDEX schedules_due ON schedules (next_due_at) WHERE next_due_at IS NOT NULL;

CREATE TABLE schedule_runs (
  tenant_id text NOT NULL,
  schedule_id text NOT NULL,
  id text NOT NULL,
  -- `due` by the clock, `manual` when somebody asked.
  kind text NOT NULL CHECK (kind IN ('due', 'manual')),
  due_at timestamptz(3) NOT NULL,
  state text NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'started', 'failed', 'skipped')),
  -- Due times before this one that were passed over.
  missed integer NOT NULL DEFAULT 0,
  job_id text,
  error json,
  attempts integer NOT NULL DEFAULT 0,
  not_before timestamptz NOT NULL DEFAULT '-infinity',
  claim_token text,
  first_claimed_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  ended_at timestamptz,
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, schedule_id, kind, due_at),
  FOREIGN KEY (tenant_id, schedule_id) REFERENCES schedules (tenant_id, id) ON DELETE CASCADE,
  CHECK ((ended_at IS NULL) = (state = 'pending'))
);
CREATE INDEX schedule_runs_pending ON schedule_runs (not_before) WHERE state = 'pending';
CREATE INDEX schedule_runs_age ON schedule_runs (created_at);

-- Of jobs whose results are not kept as long as others: days after their end, 0 for ever.
ALTER TABLE jobs ADD COLUMN retention_days integer;
CREATE INDEX jobs_ended_as_others ON jobs (ended_at) WHERE ended_at IS NOT NULL AND retention_days IS NULL;
CREATE INDEX jobs_ended_by_retention ON jobs (retention_days, ended_at) WHERE ended_at IS NOT NULL AND retention_days > 0;
