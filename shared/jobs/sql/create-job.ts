import type { Job } from '../../contracts/job.ts';
import type { Plan } from '../../contracts/plan.ts';
import type { Queryable } from '../../database/database.ts';
import { withTenant } from '../../database/with-tenant.ts';
import { AppError } from '../../errors/app-error.ts';
import { makeJobId } from '../ids.ts';
import type { JobKey, NewJob } from '../job-store.ts';
import { STEP_NAMES, stepSize } from '../task-slices.ts';
import { appendEvent } from './append-event.ts';
import { readJob } from './read-job.ts';
import type { StoreContext } from './store-context.ts';

/** Answers our job id, or no row while another job holds the key. A key older than 24 hours is taken over. */
const TAKE_KEY = `
INSERT INTO idempotency_keys AS k (tenant_id, key, body_hash, job_id) VALUES ($1, $2, $3, $4)
ON CONFLICT (tenant_id, key) DO UPDATE
  SET body_hash = excluded.body_hash, job_id = excluded.job_id, created_at = now()
  WHERE k.created_at <= now() - interval '24 hours'
RETURNING job_id`;

const READ_KEY = 'SELECT body_hash, job_id FROM idempotency_keys WHERE tenant_id = $1 AND key = $2';

/** The new date keeps `deletePlan` away from a plan that is about to be used again. */
const INSERT_PLAN = `
INSERT INTO plans (tenant_id, plan_hash, plan, may_be_unused) VALUES ($1, $2, $3, $4)
ON CONFLICT (tenant_id, plan_hash) DO UPDATE
  SET created_at = now(), may_be_unused = plans.may_be_unused AND excluded.may_be_unused`;

const INSERT_JOB = `
INSERT INTO jobs (tenant_id, id, kind, name, state, spec, spec_hash, plan_hash, plan_version, generation_version,
  generator_type, format, seed, num_records, schema_name, schema_version, retention_days)
VALUES ($1, $2, 'generate', $3, 'queued', $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`;

const INSERT_STEPS = `
INSERT INTO job_steps (tenant_id, job_id, step, position, state, unit, max, tasks_total)
SELECT $1, $2, s.step, s.position, 'pending', s.unit, s.max, s.tasks_total
FROM json_to_recordset($3) AS s (step text, position smallint, unit text, max bigint, tasks_total integer)`;

/** See JobStore.createJob. */
export function createJob(context: StoreContext, job: NewJob): Promise<{ job: Job; isReplay: boolean }> {
  const key: JobKey = { tenantId: job.tenantId, jobId: makeJobId() };
  return withTenant(context.database, job.tenantId, async (transaction) => {
    const earlier = await takeIdempotencyKey(transaction, key, job.idempotency);
    if (earlier !== undefined) {
      return { job: await readJob(transaction, { ...key, jobId: earlier }), isReplay: true };
    }
    await keepPlan(transaction, job, { hasJob: true });
    await insertJob(transaction, key, job);
    await transaction.query(INSERT_STEPS, [key.tenantId, key.jobId, JSON.stringify(stepRows(job.plan))]);
    return { job: await appendEvent(transaction, key, 'created'), isReplay: false };
  });
}

/** See JobStore.keepPlan; `hasJob` when its job is made in the same transaction. */
export async function keepPlan(
  transaction: Queryable,
  { tenantId, planHash, plan }: Pick<NewJob, 'tenantId' | 'planHash' | 'plan'>,
  { hasJob }: { readonly hasJob: boolean },
): Promise<void> {
  await transaction.query(INSERT_PLAN, [tenantId, planHash, JSON.stringify(plan), !hasJob]);
}

/** The id of the job that holds the key already, or undefined when the key is now ours or there is none. */
async function takeIdempotencyKey(
  transaction: Queryable,
  { tenantId, jobId }: JobKey,
  idempotency: NewJob['idempotency'],
): Promise<string | undefined> {
  if (idempotency === undefined) return undefined;
  const { key, bodyHash } = idempotency;
  const taken = await transaction.query(TAKE_KEY, [tenantId, key, bodyHash, jobId]);
  if (taken.length > 0) return undefined;
  const [held] = await transaction.query<{ body_hash: string; job_id: string }>(READ_KEY, [tenantId, key]);
  if (held!.body_hash === bodyHash) return held!.job_id;
  throw new AppError(
    'IDEMPOTENCY_KEY_REUSED',
    `the idempotency key "${key}" made job "${held!.job_id}" from another body; use a new key`,
  );
}

function insertJob(transaction: Queryable, { tenantId, jobId }: JobKey, job: NewJob): Promise<unknown> {
  const { spec, plan, planHash, schema, retentionDays } = job;
  const numRecords = plan.tables.reduce((rows, table) => rows + table.num_records, 0);
  return transaction.query(INSERT_JOB, [
    tenantId,
    jobId,
    spec.name,
    JSON.stringify(spec),
    plan.spec_hash,
    planHash,
    plan.plan_version,
    plan.generation_version,
    spec.generator_type,
    plan.output.format,
    plan.seed,
    numRecords,
    schema?.name,
    schema?.version,
    retentionDays,
  ]);
}

function stepRows(plan: Plan): unknown[] {
  return STEP_NAMES.map((step, position) => {
    const { tasks, units } = stepSize(plan, step);
    return { step, position, unit: step === 'chunk' ? 'rows' : 'parts', max: units, tasks_total: tasks };
  });
}
