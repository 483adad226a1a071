import { chunkSizeOf } from '../../shared/config/config.ts';
import type { Job } from '../../shared/contracts/job.ts';
import type { SchemaPin } from '../../shared/contracts/stored-schema.ts';
import { TENANT_ID } from '../../shared/contracts/tenant-id.ts';
import type { ApiContext } from '../../shared/http/api.ts';
import { respondJson } from '../../shared/http/respond.ts';
import { requireSpace } from '../../shared/objects/require-space.ts';
import { planHash } from '../../shared/planning/plan-hash.ts';
import { planWithChunks } from '../../shared/requests/plan-with-chunks.ts';
import { submitJob } from '../../shared/tasks/submit-job.ts';
import { requireStores } from './dependencies.ts';
import type { Generator } from './generator.ts';
import { prefersAsync } from './prefer-header.ts';
import type { PreparedRequest } from './prepare-request.ts';
import { sampleRows } from './sample-rows.ts';

const RETRY_AFTER_SECONDS = '1';

export interface JobWanted {
  readonly request: PreparedRequest;
  readonly schema?: SchemaPin | undefined;
  readonly key?: string;
  readonly fingerprint?: string;
}

/** 202 with the job and where to find it; the same job again for an idempotency key that made one before. */
export async function createJob(c: ApiContext, generator: Generator, wanted: JobWanted): Promise<Response> {
  const { dependencies } = generator;
  const { jobs, objects, ring } = requireStores(dependencies);
  const { request, schema, key, fingerprint } = wanted;
  await requireSpace(objects, request.estimate.bytes);
  const drawn = request.hasSeed ? request.spec.seed : dependencies.drawSeed();
  // A key that rows were answered under means those rows, whatever the database knows of it.
  const seed = key === undefined ? drawn : generator.answers.begin(key, fingerprint ?? '', drawn).seed;
  const spec = { ...request.spec, seed };
  const size = chunkSizeOf(dependencies.config.generation);
  const sampled = objects.uploadPartBytesMin > 0 ? await sampleRows(request, generator) : undefined;
  const planned = await planWithChunks({ spec, sampled }, request.estimate, size);
  const submitted = {
    tenantId: TENANT_ID,
    spec,
    ...planned,
    planHash: planHash(planned.plan),
    schema,
    ...(key !== undefined && { idempotency: { key, bodyHash: fingerprint ?? '' } }),
  };
  const { job, isReplay } = await submitJob(submitted, { jobs, objects });
  ring({ tenantId: TENANT_ID, jobId: job.id });
  if (!isReplay) noteCreation(c, generator, job);
  return respondJson(c.env, job, {
    status: 202,
    headers: {
      location: `/v1/jobs/${job.id}`,
      'retry-after': RETRY_AFTER_SECONDS,
      ...(prefersAsync(c.req.header('prefer')) && { 'preference-applied': 'respond-async' }),
      ...(isReplay && { 'idempotency-replayed': 'true' }),
    },
  });
}

/** Ties the request's id to the job's, for all later lines of the log. */
function noteCreation({ env }: ApiContext, { dependencies }: Generator, job: Job): void {
  const { id: job_id, num_records, format, spec_hash } = job;
  dependencies.log.info('job_created', { request_id: env.requestId, job_id, num_records, format, spec_hash });
}
