import { answerRing, type RungWork } from '../../shared/http/answer-ring.ts';
import { type Api, createApi } from '../../shared/http/api.ts';
import { addProbeRoutes, type Probes } from '../../shared/http/probe-routes.ts';

/** `POST /`, the doorbell: works for up to a minute and answers how many tasks ended, or answers at once and works on. */
export function createMergeApp(work: RungWork, probes: Probes): Api {
  const api = createApi();
  api.on('POST', '/', answerRing(work));
  addProbeRoutes(api, probes);
  return api;
}
