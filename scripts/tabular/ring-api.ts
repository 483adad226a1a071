import { type Api, createApi } from '../../shared/http/api.ts';
import { addProbeRoutes, type Probes } from '../../shared/http/probe-routes.ts';
import { respond } from '../../shared/http/respond.ts';

/** The doorbell of a worker function where one loop does the work of all: 202, and the loop looks for tasks. */
export function createRingApi(ring: () => void, probes: Probes): Api {
  const api = createApi();
  api.on('POST', '/', (c) => {
    ring();
    return respond(c.env, null, { status: 202 });
  });
  addProbeRoutes(api, probes);
  return api;
}
