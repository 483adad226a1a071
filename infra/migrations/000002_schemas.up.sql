-- release: 2, expand
-- Stored specifications by name, their versions, and the version that a job was made of.

-- Locked while a version is added: numbers have no gaps.
CREATE TABLE schemas (
  tenant_id text NOT NULL,
  name text COLLATE "C" NOT NULL,
  latest_version integer NOT NULL,
  PRIMARY KEY (tenant_id, name)
);

-- Written once, never changed; deleted with the schema only.
CREATE TABLE schema_versions (
  tenant_id text NOT NULL,
  name text COLLATE "C" NOT NULL,
  version integer NOT NULL,
  -- The normalised form: what is generated, whatever later releases make of the spelling.
  spec json NOT NULL,
  -- As the caller spelled it.
  source json NOT NULL,
  spec_hash text NOT NULL,
  -- Two versions with the same content have the same hash, seeds and descriptions included.
  content_hash text NOT NULL,
  message text,
  -- The version that this one brought back.
  restored_from integer,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, name, version),
  FOREIGN KEY (tenant_id, name) REFERENCES schemas (tenant_id, name) ON DELETE CASCADE
);

CREATE TABLE schema_idempotency_keys (
  tenant_id text NOT NULL,
  key text NOT NULL,
  body_hash text NOT NULL,
  name text COLLATE "C" NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, key),
  FOREIGN KEY (tenant_id, name) REFERENCES schemas (tenant_id, name) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX schema_idempotency_keys_schema ON schema_idempotency_keys (tenant_id, name);
CREATE INDEX schema_idempotency_keys_age ON schema_idempotency_keys (tenant_id, created_at);

-- No foreign key: a job keeps its own spec and plan, and outlives the schema.
ALTER TABLE jobs
  ADD COLUMN schema_name text,
  ADD COLUMN schema_version integer,
  ADD CHECK ((schema_name IS NULL) = (schema_version IS NULL));
