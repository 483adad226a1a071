import { type Api, createApi } from '../../shared/http/api.ts';
import { addProbeRoutes, type Probes } from '../../shared/http/probe-routes.ts';
import { respondJson } from '../../shared/http/respond.ts';
import type { Doorbell } from '../../shared/workers/doorbell.ts';

/** `POST /`, the doorbell: works for up to a minute and answers how many tasks ended. */
export function createChunkApp(doorbell: Doorbell, probes: Probes): Api {
  const api = createApi();
  api.on('POST', '/', async (c) => respondJson(c.env, { ended_tasks: await doorbell.ring() }));
  addProbeRoutes(api, probes);
  return api;
}
