import { JobQuery } from '../../shared/contracts/job-queries.ts';
import { TENANT_ID } from '../../shared/contracts/tenant-id.ts';
import type { Api, ApiContext } from '../../shared/http/api.ts';
import { eventStreamResponse } from '../../shared/http/event-stream.ts';
import { parseQuery } from '../../shared/http/parse-query.ts';
import { respond, respondJson } from '../../shared/http/respond.ts';
import { answerFile } from './answer-file.ts';
import { deleteJob } from './delete-job.ts';
import { type GenerateDependencies, requireStores } from './dependencies.ts';
import { listJobs } from './list-jobs.ts';
import { forgetResult, readResult } from './read-result.ts';
import { parseLastEventId, streamEvents } from './stream-events.ts';

/** Everything below `/v1/jobs`. */
export function addJobRoutes(api: Api, dependencies: GenerateDependencies): void {
  const { config, log, cache } = dependencies;
  const stores = () => requireStores(dependencies);
  const jobs = () => stores().jobs;

  api.on('GET', '/v1/jobs', async (c) => {
    const query = parseQuery(c.req.url, JobQuery);
    return respondJson(c.env, await listJobs(jobs(), query));
  });
  api.on('GET', '/v1/jobs/{id}', async (c) => respondJson(c.env, await jobs().getJob(TENANT_ID, idOf(c))));
  api.on('POST', '/v1/jobs/{id}/cancel', async (c) => {
    const job = await jobs().cancelJob(TENANT_ID, idOf(c));
    log.info('job_cancel_requested', { request_id: c.env.requestId, job_id: job.id });
    stores().ring({ tenantId: TENANT_ID, jobId: job.id });
    return respondJson(c.env, job);
  });
  api.on('POST', '/v1/jobs/{id}/retry', async (c) => {
    const job = await jobs().retryJob(TENANT_ID, idOf(c));
    log.info('job_retried', { request_id: c.env.requestId, job_id: job.id });
    stores().ring({ tenantId: TENANT_ID, jobId: job.id });
    return respondJson(c.env, job);
  });
  api.on('DELETE', '/v1/jobs/{id}', async (c) => {
    await deleteJob(stores(), idOf(c));
    await forgetResult(cache, idOf(c));
    log.info('job_deleted', { request_id: c.env.requestId, job_id: idOf(c) });
    return respond(c.env, null, { status: 204 });
  });
  api.on('GET', '/v1/jobs/{id}/result', async (c) => respondJson(c.env, await readResult(jobs(), cache, idOf(c))));
  api.on('GET', '/v1/jobs/{id}/files/{name*}', async (c) => answerFile(c, stores(), config.storage));
  api.on('GET', '/v1/jobs/{id}/events', (c) => answerEvents(c, dependencies));
}

function idOf(c: ApiContext): string {
  return c.req.param('id') ?? '';
}

/** 404 for an unknown job and 204 for a client that has seen the end: both before a stream is opened. */
async function answerEvents(c: ApiContext, dependencies: GenerateDependencies): Promise<Response> {
  const { jobs } = requireStores(dependencies);
  const after = parseLastEventId(c.req.header('last-event-id') ?? null);
  const job = await jobs.getJob(TENANT_ID, idOf(c));
  const hasEnded = job.ended_at !== null;
  if (hasEnded && (await jobs.readEvents(TENANT_ID, job.id, after, 1)).length === 0) {
    return respond(c.env, null, { status: 204 });
  }
  const leave = new AbortController();
  const reader = { jobs, tenantId: TENANT_ID, jobId: job.id, left: leave.signal, stopping: dependencies.stopping };
  return eventStreamResponse(c.env, streamEvents(reader, after), () => leave.abort());
}
