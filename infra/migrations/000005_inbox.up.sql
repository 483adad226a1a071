-- release: 3, expand
-- Objects that arrived in the inbox, and what became of them.

CREATE TABLE inbox_events (
  tenant_id text NOT NULL,
  id text NOT NULL,
  -- The object and its content: told twice, or told and found, it is one arrival.
  bucket text NOT NULL,
  object_key text COLLATE "C" NOT NULL,
  etag text NOT NULL,
  found_by text NOT NULL CHECK (found_by IN ('event', 'list')),
  -- The folder of the outbox where the results go; null where the key names none.
  output_name text,
  state text NOT NULL DEFAULT 'received'
    CHECK (state IN ('received', 'generating', 'succeeded', 'failed', 'superseded')),
  job_id text,
  error json,
  -- Failures that may pass, so far.
  attempts integer NOT NULL DEFAULT 0,
  -- While somebody works on it, the end of the claim.
  not_before timestamptz NOT NULL DEFAULT '-infinity',
  claim_token text,
  first_claimed_at timestamptz,
  received_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  ended_at timestamptz,
  -- When an ended one's object was last looked for.
  checked_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, bucket, object_key, etag),
  CHECK ((ended_at IS NULL) = (state IN ('received', 'generating')))
);
CREATE INDEX inbox_events_open ON inbox_events (not_before) WHERE ended_at IS NULL;
CREATE INDEX inbox_events_output ON inbox_events (tenant_id, output_name, received_at, id) WHERE ended_at IS NULL;
CREATE INDEX inbox_events_ended ON inbox_events (checked_at) WHERE ended_at IS NOT NULL;

-- How far the inbox was listed: the next page begins behind the key.
CREATE TABLE inbox_cursors (
  tenant_id text NOT NULL,
  bucket text NOT NULL,
  after_key text COLLATE "C" NOT NULL,
  PRIMARY KEY (tenant_id, bucket)
);
