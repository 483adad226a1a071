-- release: 3, expand
-- The multipart upload that makes a file of a job, where an object store has them. One for each file, whoever begins it;
-- gone when the job has succeeded, or when the upload was aborted.

CREATE TABLE file_uploads (
  tenant_id text NOT NULL,
  job_id text NOT NULL,
  table_index integer NOT NULL,
  file_index integer NOT NULL,
  object_key text NOT NULL,
  upload_id text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, job_id, table_index, file_index),
  FOREIGN KEY (tenant_id, job_id) REFERENCES jobs (tenant_id, id) ON DELETE CASCADE
);
-- Whether an upload that the store lists belongs to a file.
CREATE INDEX file_uploads_upload ON file_uploads (upload_id);
