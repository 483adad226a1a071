import { describe, expect, it } from 'vitest';
import { Job } from '../../../shared/contracts/job.ts';
import { type JobRow, type StepRow, toJob } from '../../../shared/jobs/job-row.ts';

const CHUNK: StepRow = {
  name: 'chunk',
  state: 'running',
  unit: 'rows',
  value: 4_000,
  running: 1_000,
  max: 15_000,
  attempts: 0,
  started_at: '2025-01-01T00:00:00+00:00',
  ended_at: null,
  measured_from: '2025-01-01T00:00:00+00:00',
  measured_value: 0,
};
const ROW: JobRow = {
  tenant_id: 't',
  id: 'job_1',
  kind: 'generate',
  name: 'shop',
  state: 'running',
  num_records: 15_000,
  generator_type: 'tabular',
  format: 'csv',
  spec_hash: 's',
  plan_hash: 'p',
  seed: 7,
  schema_name: 'shop',
  schema_version: 3,
  error: null,
  created_at: new Date('2025-01-01T00:00:00Z'),
  started_at: new Date('2025-01-01T00:00:00Z'),
  ended_at: null,
  storage_tier: 'hot',
  read_at: new Date('2025-01-01T00:00:10Z'),
  steps: [CHUNK],
};

describe('a job as the API shows it', () => {
  it('fits its contract and counts rows within running chunks', () => {
    const job = Job.parse(toJob(ROW));
    expect(job.steps[0]).toMatchObject({ value: 5_000, max: 15_000, started_at: '2025-01-01T00:00:00.000Z' });
    expect(job.dataset_id).toBeNull();
  });

  it('tells rows per second and the seconds left', () => {
    expect(toJob(ROW)).toMatchObject({ rows_per_second: 500, eta_seconds: 20 });
  });

  it('measures from the last retry, not over the pause before it', () => {
    const step = { ...CHUNK, measured_from: '2025-01-01T00:00:05+00:00', measured_value: 3_000 };
    expect(toJob({ ...ROW, steps: [step] })).toMatchObject({ rows_per_second: 400, eta_seconds: 25 });
  });

  it('tells no speed before the first row', () => {
    const step = { ...CHUNK, value: 0, running: 0 };
    expect(toJob({ ...ROW, steps: [step] })).toMatchObject({ rows_per_second: null, eta_seconds: null });
  });

  it('never shows more done than there is', () => {
    const step = { ...CHUNK, value: 14_900, running: 1_000 };
    expect(toJob({ ...ROW, steps: [step] }).steps[0]!.value).toBe(15_000);
  });
});
