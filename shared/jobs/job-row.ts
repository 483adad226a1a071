import { datasetIdOf, type StorageTier } from '../contracts/dataset-id.ts';
import type { Job, JobState, JobStep } from '../contracts/job.ts';

/** What `JOB_COLUMNS` answers for one job. */
export interface JobRow {
  readonly tenant_id: string;
  readonly id: string;
  readonly kind: Job['kind'];
  readonly name: string;
  readonly state: JobState;
  readonly num_records: number;
  readonly generator_type: Job['generator_type'];
  readonly format: string;
  readonly spec_hash: string;
  readonly plan_hash: string;
  readonly seed: number;
  readonly schema_name: string | null;
  readonly schema_version: number | null;
  readonly error: Job['error'];
  readonly created_at: Date;
  readonly started_at: Date | null;
  readonly ended_at: Date | null;
  readonly storage_tier: StorageTier;
  readonly read_at: Date;
  readonly steps: readonly StepRow[];
}

/** Times inside are text, since they come out of JSON. */
export interface StepRow {
  readonly name: JobStep['name'];
  readonly state: JobStep['state'];
  readonly unit: JobStep['unit'];
  /** Units of finished tasks; `running` are those within tasks that still run. */
  readonly value: number;
  readonly running: number;
  readonly max: number;
  readonly attempts: number;
  readonly started_at: string | null;
  readonly ended_at: string | null;
  readonly measured_from: string | null;
  readonly measured_value: number;
}

/** Jobs `j` with their steps and the progress of running tasks, ready for a FROM clause. */
export const JOB_COLUMNS = `
SELECT j.tenant_id, j.id, j.kind, j.name, j.state, j.num_records, j.generator_type, j.format, j.spec_hash, j.plan_hash,
  j.seed, j.schema_name, j.schema_version, j.error, j.created_at, j.started_at, j.ended_at, j.storage_tier,
  now() AS read_at,
  (SELECT json_agg(json_build_object(
      'name', s.step, 'state', s.state, 'unit', s.unit, 'value', s.value, 'max', s.max, 'attempts', s.attempts,
      'running', (SELECT coalesce(sum(t.progress_rows), 0) FROM tasks t
        WHERE t.tenant_id = j.tenant_id AND t.job_id = j.id AND t.step = s.step AND t.lease_until IS NOT NULL),
      'started_at', s.started_at, 'ended_at', s.ended_at,
      'measured_from', s.measured_from, 'measured_value', s.measured_value) ORDER BY s.position)
    FROM job_steps s WHERE s.tenant_id = j.tenant_id AND s.job_id = j.id) AS steps`;

const ACTIONS: Record<JobState, Job['actions']> = {
  queued: ['cancel'],
  running: ['cancel'],
  cancelling: [],
  succeeded: ['download', 'delete'],
  failed: ['retry', 'delete'],
  cancelled: ['retry', 'delete'],
};

/** A row as the API shows it. */
export function toJob(row: JobRow): Job {
  const { rowsPerSecond, etaSeconds } = measureSpeed(row);
  return {
    id: row.id,
    kind: row.kind,
    name: row.name,
    state: row.state,
    steps: row.steps.map(toStep),
    num_records: row.num_records,
    rows_per_second: rowsPerSecond,
    eta_seconds: etaSeconds,
    actions: ACTIONS[row.state],
    error: row.error,
    generator_type: row.generator_type,
    format: row.format,
    spec_hash: row.spec_hash,
    plan_hash: row.plan_hash,
    seed: row.seed,
    schema_name: row.schema_name,
    schema_version: row.schema_version,
    dataset_id: row.state === 'succeeded' ? datasetIdOf(row.id) : null,
    storage_tier: row.state === 'succeeded' ? row.storage_tier : null,
    created_at: row.created_at.toISOString(),
    started_at: row.started_at?.toISOString() ?? null,
    ended_at: row.ended_at?.toISOString() ?? null,
  };
}

function toStep(row: StepRow): JobStep {
  return {
    name: row.name,
    state: row.state,
    value: Math.min(row.value + row.running, row.max),
    max: row.max,
    unit: row.unit,
    attempts: row.attempts,
    started_at: isoTime(row.started_at),
    ended_at: isoTime(row.ended_at),
  };
}

/** Rows per second of the chunk step since it began or was retried; seconds left of the step that is running. */
function measureSpeed(row: JobRow): { rowsPerSecond: number | null; etaSeconds: number | null } {
  const chunk = row.steps.find((step) => step.name === 'chunk');
  const rate = chunk === undefined ? null : unitsPerSecond(chunk, row.read_at);
  const running = row.state === 'running' ? row.steps.find((step) => step.state === 'running') : undefined;
  const runningRate = running === undefined ? null : unitsPerSecond(running, row.read_at);
  return {
    rowsPerSecond: rate === null ? null : Math.round(rate),
    etaSeconds: runningRate === null ? null : Math.ceil((running!.max - doneUnits(running!)) / runningRate),
  };
}

function unitsPerSecond(step: StepRow, readAt: Date): number | null {
  if (step.measured_from === null) return null;
  const until = step.ended_at === null ? readAt.getTime() : Date.parse(step.ended_at);
  const seconds = (until - Date.parse(step.measured_from)) / 1_000;
  const units = doneUnits(step) - step.measured_value;
  return seconds > 0 && units > 0 ? units / seconds : null;
}

function doneUnits(step: StepRow): number {
  return Math.min(step.value + step.running, step.max);
}

function isoTime(text: string | null): string | null {
  return text === null ? null : new Date(text).toISOString();
}
