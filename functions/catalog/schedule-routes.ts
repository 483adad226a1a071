import { SchemaName } from '../../shared/contracts/stored-schema.ts';
import { TENANT_ID } from '../../shared/contracts/tenant-id.ts';
import {
  ScheduleChange,
  ScheduleCreation,
  SchedulePageQuery,
  type StoredRequest,
} from '../../shared/contracts/triggers.ts';
import type { Api, ApiContext } from '../../shared/http/api.ts';
import { parseQuery } from '../../shared/http/parse-query.ts';
import { respond, respondJson } from '../../shared/http/respond.ts';
import { resolveSource } from '../../shared/requests/resolve-request.ts';
import { specOf } from '../../shared/requests/submit-request.ts';
import { scheduleNotFound } from '../../shared/schedules/schedule-row.ts';
import type { ScheduleKey } from '../../shared/schedules/schedule-store.ts';
import type { CatalogDependencies } from './dependencies.ts';
import { readRequest } from './read-request.ts';

/** Everything below `/v1/schedules`. */
export function addScheduleRoutes(api: Api, dependencies: CatalogDependencies): void {
  const { log, bodyLimitBytes } = dependencies;
  const { store, ring } = dependencies.schedules;

  api.on('POST', '/v1/schedules', async (c) => {
    const { body } = await readRequest(c, ScheduleCreation, bodyLimitBytes);
    await requireSound(body.request, dependencies);
    const schedule = await store.create(TENANT_ID, body);
    log.info('schedule_created', { request_id: c.env.requestId, schedule: schedule.name });
    return respondJson(c.env, schedule, { status: 201, headers: { location: `/v1/schedules/${schedule.name}` } });
  });
  api.on('GET', '/v1/schedules', async (c) => {
    const page = await store.list(TENANT_ID, parseQuery(c.req.url, SchedulePageQuery));
    return respondJson(c.env, { schedules: page.schedules, next_cursor: page.nextCursor ?? null });
  });
  api.on('GET', '/v1/schedules/{name}', async (c) => respondJson(c.env, await store.read(keyOf(c))));
  api.on('PUT', '/v1/schedules/{name}', async (c) => {
    const { body } = await readRequest(c, ScheduleChange, bodyLimitBytes);
    await requireSound(body.request, dependencies);
    const schedule = await store.replace(keyOf(c), body);
    log.info('schedule_changed', { request_id: c.env.requestId, schedule: schedule.name });
    return respondJson(c.env, schedule);
  });
  api.on('DELETE', '/v1/schedules/{name}', async (c) => {
    const key = keyOf(c);
    await store.delete(key);
    log.info('schedule_deleted', { request_id: c.env.requestId, schedule: key.name });
    return respond(c.env, null, { status: 204 });
  });
  api.on('POST', '/v1/schedules/{name}/pause', async (c) => respondJson(c.env, await store.setPaused(keyOf(c), true)));
  api.on('POST', '/v1/schedules/{name}/resume', async (c) =>
    respondJson(c.env, await store.setPaused(keyOf(c), false)),
  );
  api.on('POST', '/v1/schedules/{name}/run', async (c) => {
    const run = await store.runNow(keyOf(c));
    ring();
    return respondJson(c.env, run, { status: 202 });
  });
  api.on('GET', '/v1/schedules/{name}/runs', async (c) => {
    const page = await store.listRuns(keyOf(c), parseQuery(c.req.url, SchedulePageQuery));
    return respondJson(c.env, { runs: page.runs, next_cursor: page.nextCursor ?? null });
  });
}

/** What can be known to be wrong before the first due time is told now. */
async function requireSound(request: StoredRequest, { schemas, schedules }: CatalogDependencies): Promise<void> {
  const { spec, schema_ref, template, ...overrides } = request;
  const source = await resolveSource(TENANT_ID, { spec, schema_ref, template }, schemas);
  specOf({ source, overrides, seed: 0 }, schedules.limits);
}

/** What cannot be a name is not looked for. */
function keyOf(c: ApiContext): ScheduleKey {
  const name = c.req.param('name') ?? '';
  if (!SchemaName.safeParse(name).success) throw scheduleNotFound(name);
  return { tenantId: TENANT_ID, name };
}
