import { type Api, createApi } from '../../shared/http/api.ts';
import { addProbeRoutes, type Probes } from '../../shared/http/probe-routes.ts';
import { respondJson } from '../../shared/http/respond.ts';
import type { TickReport } from './run-tick.ts';

/** `POST /tick`, or `/` as platforms call a function; called by cron: answers what the tick did when it is done. */
export function createTickApp(tick: () => Promise<TickReport>, probes: Probes): Api {
  const api = createApi();
  for (const path of ['/', '/tick']) api.on('POST', path, async (c) => respondJson(c.env, await tick()));
  addProbeRoutes(api, probes);
  return api;
}
