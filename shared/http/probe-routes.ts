import type { Health } from '../contracts/health.ts';
import type { Api } from './api.ts';
import { checkReadiness, type ReadinessProbes } from './check-readiness.ts';
import { respond, respondJson } from './respond.ts';

export interface Probes {
  readonly version: string;
  readonly readiness: ReadinessProbes;
  /** The text of `/metrics`. */
  metrics(): Promise<string>;
}

/** What every function answers: `/health` and `/ready`, also as OpenFaaS spells them, and `/metrics`. */
export function addProbeRoutes(api: Api, { version, readiness, metrics }: Probes): void {
  const health: Health = { status: 'healthy', version };
  for (const path of ['/health', '/_/health']) api.on('GET', path, (c) => respondJson(c.env, health));
  for (const path of ['/ready', '/_/ready']) {
    api.on('GET', path, async (c) => {
      const found = await checkReadiness(readiness);
      return respondJson(c.env, found, { status: found.overall_status === 'unhealthy' ? 503 : 200 });
    });
  }
  api.on('GET', '/metrics', async (c) =>
    respond(c.env, await metrics(), { headers: { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' } }),
  );
}
