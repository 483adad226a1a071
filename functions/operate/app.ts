import type { Welcome } from '../../shared/contracts/health.ts';
import { type Api, createApi } from '../../shared/http/api.ts';
import { addProbeRoutes } from '../../shared/http/probe-routes.ts';
import { respond, respondJson } from '../../shared/http/respond.ts';
import type { OperateDependencies } from './dependencies.ts';
import { readDatabaseHealth } from './read-database-health.ts';
import { readDatabaseStats } from './read-database-stats.ts';
import { readStatus } from './read-status.ts';
import { renderMetrics } from './render-metrics.ts';

/** `/`, probes, status, metrics, the state of the database and the OpenAPI document. */
export function createOperateApp(dependencies: OperateDependencies): Api {
  const api = createApi();
  addProbeRoutes(api, {
    version: dependencies.version,
    readiness: { ...dependencies.stores, ...dependencies },
    metrics: () => renderMetrics(dependencies),
  });
  api.on('GET', '/', (c) => respondJson(c.env, welcome(dependencies.version)));
  api.on('GET', '/status', async (c) => respondJson(c.env, await readStatus(dependencies)));
  const database = dependencies.stores?.database;
  api.on('GET', '/v1/database/health', async (c) => {
    const found = await readDatabaseHealth(database);
    return respondJson(c.env, found, { status: found.status === 'unhealthy' ? 503 : 200 });
  });
  api.on('GET', '/v1/database/stats', async (c) => respondJson(c.env, await readDatabaseStats(database)));
  api.on('GET', '/openapi.json', async (c) => {
    // The generator of the document is larger than everything else here, and hardly ever asked for.
    const { openApiText } = await import('./openapi-document.ts');
    return respond(c.env, openApiText(dependencies.version), { headers: { 'content-type': 'application/json' } });
  });
  return api;
}

function welcome(version: string): Welcome {
  return {
    name: 'tabular',
    description:
      'Synthetic data on machines its users own. POST a specification to /generate: few rows are answered at once, many become a job.',
    version,
    links: {
      documentation: '/openapi.json',
      spec_schema: '/v1/spec-schema.json',
      generate: '/generate',
      preview: '/v1/preview',
      estimate: '/v1/estimate',
      jobs: '/v1/jobs',
      schemas: '/v1/schemas',
      templates: '/v1/templates',
      health: '/health',
      ready: '/ready',
      status: '/status',
      database: '/v1/database/health',
      metrics: '/metrics',
    },
  };
}
