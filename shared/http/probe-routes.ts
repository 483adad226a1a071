import type { Health } from '../contracts/health.ts';
import type { Api } from './api.ts';
import { respond, respondJson } from './respond.ts';

export interface Probes {
  readonly version: string;
  /** The answer to `/ready` and whether it is 200. */
  readiness(): Promise<{ readonly isReady: boolean; readonly body: unknown }>;
  /** The text of `/metrics`. */
  metrics(): Promise<string>;
}

/** What every function answers: `/health` and `/ready`, also as OpenFaaS spells them, and `/metrics`. */
export function addProbeRoutes(api: Api, { version, readiness, metrics }: Probes): void {
  const health: Health = { status: 'healthy', version };
  for (const path of ['/health', '/_/health']) api.on('GET', path, (c) => respondJson(c.env, health));
  for (const path of ['/ready', '/_/ready']) {
    api.on('GET', path, async (c) => {
      const { isReady, body } = await readiness();
      return respondJson(c.env, body, { status: isReady ? 200 : 503 });
    });
  }
  api.on('GET', '/metrics', async (c) =>
    respond(c.env, await metrics(), { headers: { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' } }),
  );
}
