CREATE TABLE file_uploads (
  tenant_id text NOT NULL,
  job_id text NOT NULL,
  table_index integer NOT NULL,
  file_index integer NOT NULL,
  object_key text NOT NULL,
  upload_id text NOT NULL,
  created_at timestamp with time zone DEFAULT now() NOT NULL,
  CONSTRAINT file_uploads_pkey PRIMARY KEY (tenant_id, job_id, table_index, file_index)
);

CREATE TABLE idempotency_keys (
  tenant_id text NOT NULL,
  key text NOT NULL,
  body_hash text NOT NULL,
  job_id text NOT NULL,
  created_at timestamp with time zone DEFAULT now() NOT NULL,
  CONSTRAINT idempotency_keys_pkey PRIMARY KEY (tenant_id, key)
);

CREATE TABLE inbox_cursors (
  tenant_id text NOT NULL,
  bucket text NOT NULL,
  after_key text COLLATE "C" NOT NULL,
  CONSTRAINT inbox_cursors_pkey PRIMARY KEY (tenant_id, bucket)
);

CREATE TABLE inbox_events (
  tenant_id text NOT NULL,
  id text NOT NULL,
  bucket text NOT NULL,
  object_key text COLLATE "C" NOT NULL,
  etag text NOT NULL,
  found_by text NOT NULL,
  output_name text,
  state text DEFAULT 'received'::text NOT NULL,
  job_id text,
  error json,
  attempts integer DEFAULT 0 NOT NULL,
  not_before timestamp with time zone DEFAULT '-infinity'::timestamp with time zone NOT NULL,
  claim_token text,
  first_claimed_at timestamp with time zone,
  received_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
  ended_at timestamp with time zone,
  checked_at timestamp with time zone DEFAULT now() NOT NULL,
  CONSTRAINT inbox_events_check CHECK (((ended_at IS NULL) = (state = ANY (ARRAY['received'::text, 'generating'::text])))),
  CONSTRAINT inbox_events_found_by_check CHECK ((found_by = ANY (ARRAY['event'::text, 'list'::text]))),
  CONSTRAINT inbox_events_pkey PRIMARY KEY (tenant_id, id),
  CONSTRAINT inbox_events_state_check CHECK ((state = ANY (ARRAY['received'::text, 'generating'::text, 'succeeded'::text, 'failed'::text, 'superseded'::text]))),
  CONSTRAINT inbox_events_tenant_id_bucket_object_key_etag_key UNIQUE (tenant_id, bucket, object_key, etag)
);

CREATE TABLE job_events (
  tenant_id text NOT NULL,
  job_id text NOT NULL,
  event_sequence bigint NOT NULL,
  name text NOT NULL,
  job json NOT NULL,
  created_at timestamp with time zone DEFAULT now() NOT NULL,
  CONSTRAINT job_events_pkey PRIMARY KEY (tenant_id, job_id, event_sequence)
);

CREATE TABLE job_steps (
  tenant_id text NOT NULL,
  job_id text NOT NULL,
  step text NOT NULL,
  position smallint NOT NULL,
  state text NOT NULL,
  unit text NOT NULL,
  value bigint DEFAULT 0 NOT NULL,
  max bigint NOT NULL,
  tasks_total integer NOT NULL,
  tasks_inserted integer DEFAULT 0 NOT NULL,
  tasks_done integer DEFAULT 0 NOT NULL,
  attempts integer DEFAULT 0 NOT NULL,
  started_at timestamp with time zone,
  ended_at timestamp with time zone,
  measured_from timestamp with time zone,
  measured_value bigint DEFAULT 0 NOT NULL,
  CONSTRAINT job_steps_pkey PRIMARY KEY (tenant_id, job_id, step),
  CONSTRAINT job_steps_state_check CHECK ((state = ANY (ARRAY['pending'::text, 'running'::text, 'succeeded'::text, 'failed'::text, 'cancelled'::text])))
);

CREATE TABLE jobs (
  tenant_id text NOT NULL,
  id text NOT NULL,
  kind text NOT NULL,
  name text NOT NULL,
  state text NOT NULL,
  spec json NOT NULL,
  spec_hash text NOT NULL,
  plan_hash text NOT NULL,
  plan_version integer NOT NULL,
  generation_version integer NOT NULL,
  generator_type text NOT NULL,
  format text NOT NULL,
  seed bigint NOT NULL,
  num_records bigint NOT NULL,
  event_sequence bigint DEFAULT 0 NOT NULL,
  error json,
  manifest json,
  has_parts boolean DEFAULT true NOT NULL,
  created_at timestamp(3) with time zone DEFAULT now() NOT NULL,
  started_at timestamp with time zone,
  ended_at timestamp with time zone,
  progressed_at timestamp with time zone DEFAULT now() NOT NULL,
  schema_name text,
  schema_version integer,
  has_tasks boolean DEFAULT true NOT NULL,
  retention_days integer,
  storage_tier text DEFAULT 'hot'::text NOT NULL,
  left_tier text,
  tier_changed_at timestamp with time zone,
  CONSTRAINT jobs_check CHECK (((schema_name IS NULL) = (schema_version IS NULL))),
  CONSTRAINT jobs_pkey PRIMARY KEY (tenant_id, id),
  CONSTRAINT jobs_state_check CHECK ((state = ANY (ARRAY['queued'::text, 'running'::text, 'cancelling'::text, 'succeeded'::text, 'failed'::text, 'cancelled'::text])))
);

CREATE TABLE plans (
  tenant_id text NOT NULL,
  plan_hash text NOT NULL,
  plan json NOT NULL,
  created_at timestamp with time zone DEFAULT now() NOT NULL,
  may_be_unused boolean DEFAULT true NOT NULL,
  CONSTRAINT plans_pkey PRIMARY KEY (tenant_id, plan_hash)
);

CREATE TABLE schedule_runs (
  tenant_id text NOT NULL,
  schedule_id text NOT NULL,
  id text NOT NULL,
  kind text NOT NULL,
  due_at timestamp(3) with time zone NOT NULL,
  state text DEFAULT 'pending'::text NOT NULL,
  missed integer DEFAULT 0 NOT NULL,
  job_id text,
  error json,
  attempts integer DEFAULT 0 NOT NULL,
  not_before timestamp with time zone DEFAULT '-infinity'::timestamp with time zone NOT NULL,
  claim_token text,
  first_claimed_at timestamp with time zone,
  created_at timestamp with time zone DEFAULT now() NOT NULL,
  ended_at timestamp with time zone,
  CONSTRAINT schedule_runs_check CHECK (((ended_at IS NULL) = (state = 'pending'::text))),
  CONSTRAINT schedule_runs_kind_check CHECK ((kind = ANY (ARRAY['due'::text, 'manual'::text]))),
  CONSTRAINT schedule_runs_pkey PRIMARY KEY (tenant_id, id),
  CONSTRAINT schedule_runs_state_check CHECK ((state = ANY (ARRAY['pending'::text, 'started'::text, 'failed'::text, 'skipped'::text]))),
  CONSTRAINT schedule_runs_tenant_id_schedule_id_kind_due_at_key UNIQUE (tenant_id, schedule_id, kind, due_at)
);

CREATE TABLE schedules (
  tenant_id text NOT NULL,
  name text COLLATE "C" NOT NULL,
  id text NOT NULL,
  cron text NOT NULL,
  time_zone text NOT NULL,
  request json NOT NULL,
  seed_policy text NOT NULL,
  catch_up text NOT NULL,
  retention_days integer NOT NULL,
  is_paused boolean DEFAULT false NOT NULL,
  next_due_at timestamp(3) with time zone,
  created_at timestamp(3) with time zone DEFAULT now() NOT NULL,
  updated_at timestamp(3) with time zone DEFAULT now() NOT NULL,
  CONSTRAINT schedules_catch_up_check CHECK ((catch_up = ANY (ARRAY['skip'::text, 'one'::text, 'all'::text]))),
  CONSTRAINT schedules_check CHECK ((is_paused = (next_due_at IS NULL))),
  CONSTRAINT schedules_pkey PRIMARY KEY (tenant_id, name),
  CONSTRAINT schedules_seed_policy_check CHECK ((seed_policy = ANY (ARRAY['due_time'::text, 'fixed'::text]))),
  CONSTRAINT schedules_tenant_id_id_key UNIQUE (tenant_id, id)
);

CREATE TABLE schema_idempotency_keys (
  tenant_id text NOT NULL,
  key text NOT NULL,
  body_hash text NOT NULL,
  name text COLLATE "C" NOT NULL,
  created_at timestamp with time zone DEFAULT now() NOT NULL,
  CONSTRAINT schema_idempotency_keys_pkey PRIMARY KEY (tenant_id, key)
);

CREATE TABLE schema_migrations (
  number integer NOT NULL,
  name text NOT NULL,
  applied_at timestamp with time zone DEFAULT now() NOT NULL,
  release integer,
  CONSTRAINT schema_migrations_pkey PRIMARY KEY (number)
);

CREATE TABLE schema_versions (
  tenant_id text NOT NULL,
  name text COLLATE "C" NOT NULL,
  version integer NOT NULL,
  spec json NOT NULL,
  source json NOT NULL,
  spec_hash text NOT NULL,
  content_hash text NOT NULL,
  message text,
  restored_from integer,
  created_at timestamp(3) with time zone DEFAULT now() NOT NULL,
  CONSTRAINT schema_versions_pkey PRIMARY KEY (tenant_id, name, version)
);

CREATE TABLE schemas (
  tenant_id text NOT NULL,
  name text COLLATE "C" NOT NULL,
  latest_version integer NOT NULL,
  CONSTRAINT schemas_pkey PRIMARY KEY (tenant_id, name)
);

CREATE TABLE tasks (
  tenant_id text NOT NULL,
  job_id text NOT NULL,
  step text NOT NULL,
  task_index integer NOT NULL,
  range json NOT NULL,
  units bigint NOT NULL,
  state text DEFAULT 'pending'::text NOT NULL,
  lease_slot text,
  lease_incarnation text,
  lease_until timestamp with time zone,
  fencing_token bigint DEFAULT 0 NOT NULL,
  attempts integer DEFAULT 0 NOT NULL,
  lost_leases integer DEFAULT 0 NOT NULL,
  not_before timestamp with time zone DEFAULT '-infinity'::timestamp with time zone NOT NULL,
  progress_rows bigint DEFAULT 0 NOT NULL,
  result json,
  error_code text,
  error_message text,
  CONSTRAINT tasks_check CHECK (((state = 'running'::text) = (lease_until IS NOT NULL))),
  CONSTRAINT tasks_pkey PRIMARY KEY (tenant_id, job_id, step, task_index),
  CONSTRAINT tasks_state_check CHECK ((state = ANY (ARRAY['pending'::text, 'running'::text, 'succeeded'::text, 'failed'::text])))
);

ALTER TABLE file_uploads ADD CONSTRAINT file_uploads_tenant_id_job_id_fkey FOREIGN KEY (tenant_id, job_id) REFERENCES jobs(tenant_id, id) ON DELETE CASCADE;
ALTER TABLE idempotency_keys ADD CONSTRAINT idempotency_keys_tenant_id_job_id_fkey FOREIGN KEY (tenant_id, job_id) REFERENCES jobs(tenant_id, id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE job_events ADD CONSTRAINT job_events_tenant_id_job_id_fkey FOREIGN KEY (tenant_id, job_id) REFERENCES jobs(tenant_id, id) ON DELETE CASCADE;
ALTER TABLE job_steps ADD CONSTRAINT job_steps_tenant_id_job_id_fkey FOREIGN KEY (tenant_id, job_id) REFERENCES jobs(tenant_id, id) ON DELETE CASCADE;
ALTER TABLE schedule_runs ADD CONSTRAINT schedule_runs_tenant_id_schedule_id_fkey FOREIGN KEY (tenant_id, schedule_id) REFERENCES schedules(tenant_id, id) ON DELETE CASCADE;
ALTER TABLE schema_idempotency_keys ADD CONSTRAINT schema_idempotency_keys_tenant_id_name_fkey FOREIGN KEY (tenant_id, name) REFERENCES schemas(tenant_id, name) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE schema_versions ADD CONSTRAINT schema_versions_tenant_id_name_fkey FOREIGN KEY (tenant_id, name) REFERENCES schemas(tenant_id, name) ON DELETE CASCADE;

CREATE INDEX file_uploads_upload ON file_uploads USING btree (upload_id);
CREATE INDEX idempotency_keys_age ON idempotency_keys USING btree (created_at);
CREATE INDEX idempotency_keys_job ON idempotency_keys USING btree (tenant_id, job_id);
CREATE INDEX inbox_events_ended ON inbox_events USING btree (checked_at) WHERE (ended_at IS NOT NULL);
CREATE INDEX inbox_events_open ON inbox_events USING btree (not_before) WHERE (ended_at IS NULL);
CREATE INDEX inbox_events_output ON inbox_events USING btree (tenant_id, output_name, received_at, id) WHERE (ended_at IS NULL);
CREATE INDEX jobs_active ON jobs USING btree (created_at) WHERE (state = ANY (ARRAY['queued'::text, 'running'::text, 'cancelling'::text]));
CREATE INDEX jobs_ended ON jobs USING btree (ended_at) WHERE (ended_at IS NOT NULL);
CREATE INDEX jobs_ended_as_others ON jobs USING btree (ended_at) WHERE ((ended_at IS NOT NULL) AND (retention_days IS NULL));
CREATE INDEX jobs_ended_by_retention ON jobs USING btree (retention_days, ended_at) WHERE ((ended_at IS NOT NULL) AND (retention_days > 0));
CREATE INDEX jobs_in_tier ON jobs USING btree (storage_tier, ended_at) WHERE ((state = 'succeeded'::text) AND (left_tier IS NULL));
CREATE INDEX jobs_left_tier ON jobs USING btree (tier_changed_at) WHERE (left_tier IS NOT NULL);
CREATE INDEX jobs_newest ON jobs USING btree (tenant_id, created_at DESC, id DESC);
CREATE INDEX jobs_newest_by_state ON jobs USING btree (tenant_id, state, created_at DESC, id DESC);
CREATE INDEX jobs_orphan_parts ON jobs USING btree (ended_at) WHERE ((state = 'succeeded'::text) AND has_parts AND (((spec -> 'output'::text) ->> 'layout'::text) = 'file'::text));
CREATE INDEX jobs_plan ON jobs USING btree (tenant_id, plan_hash);
CREATE INDEX jobs_queued ON jobs USING btree (created_at, id) WHERE (state = 'queued'::text);
CREATE INDEX jobs_running ON jobs USING btree (tenant_id, id) WHERE (state = ANY (ARRAY['running'::text, 'cancelling'::text]));
CREATE INDEX jobs_with_tasks ON jobs USING btree (ended_at) WHERE ((state = 'succeeded'::text) AND has_tasks);
CREATE INDEX plans_unused ON plans USING btree (created_at) WHERE may_be_unused;
CREATE INDEX schedule_runs_age ON schedule_runs USING btree (created_at);
CREATE INDEX schedule_runs_pending ON schedule_runs USING btree (not_before) WHERE (state = 'pending'::text);
CREATE INDEX schedules_due ON schedules USING btree (next_due_at) WHERE (next_due_at IS NOT NULL);
CREATE INDEX schema_idempotency_keys_age ON schema_idempotency_keys USING btree (tenant_id, created_at);
CREATE INDEX schema_idempotency_keys_schema ON schema_idempotency_keys USING btree (tenant_id, name);
CREATE INDEX tasks_failed ON tasks USING btree (tenant_id, job_id) WHERE (state = 'failed'::text);
CREATE INDEX tasks_leased ON tasks USING btree (tenant_id, job_id, lease_until) WHERE (lease_until IS NOT NULL);
CREATE INDEX tasks_pending ON tasks USING btree (tenant_id, job_id, step, task_index) WHERE (state = 'pending'::text);
