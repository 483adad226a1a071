ALTER TABLE jobs DROP COLUMN schema_name, DROP COLUMN schema_version;
DROP TABLE schema_idempotency_keys, schema_versions, schemas;
