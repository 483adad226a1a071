import { type Api, createApi } from '../../shared/http/api.ts';
import { addProbeRoutes, type Probes } from '../../shared/http/probe-routes.ts';
import { respondJson } from '../../shared/http/respond.ts';
import { runTick, type TickDependencies, type TickOptions } from './run-tick.ts';

export interface TickAppDependencies {
  readonly tick: TickDependencies;
  readonly options?: TickOptions;
  readonly probes: Probes;
}

/** `POST /tick`, called by cron: answers what it did when it is done. */
export function createTickApp({ tick, options, probes }: TickAppDependencies): Api {
  const api = createApi();
  api.on('POST', '/tick', async (c) => respondJson(c.env, await runTick(tick, options)));
  addProbeRoutes(api, probes);
  return api;
}
