ALTER TABLE jobs DROP COLUMN retention_days;
DROP TABLE schedule_runs, schedules;
