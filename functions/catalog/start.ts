import type { ConfigWithDatabase } from '../../shared/config/require-database.ts';
import { VERSION } from '../../shared/config/version.ts';
import { type ServedFunction, serveFunction } from '../../shared/http/serve-function.ts';
import { createSchemaStore } from '../../shared/schemas/create-schema-store.ts';
import { connectStores } from '../../shared/tasks/connect-stores.ts';
import type { Log } from '../../shared/telemetry/log.ts';
import type { Metrics } from '../../shared/telemetry/metrics.ts';
import { createCatalogApp } from './app.ts';
import { readConfig } from './config.ts';

/** Serves the catalog function until SIGTERM. */
export function start(program: NodeJS.Process): Promise<void> {
  return serveFunction(program, {
    name: 'catalog',
    version: VERSION,
    readConfig: () => readConfig(program.env, program.cwd()),
    start: startCatalog,
  });
}

async function startCatalog(
  config: ConfigWithDatabase,
  { log, metrics }: { readonly log: Log; readonly metrics: Metrics },
): Promise<ServedFunction> {
  const { database, jobs, objects } = await connectStores(config.database.url, config);
  const schemas = createSchemaStore(database);
  const readiness = { database, objects, jobs, now: Date.now };
  const probes = { version: VERSION, readiness, metrics: () => metrics.render() };
  return {
    api: createCatalogApp({ schemas, log, bodyLimitBytes: config.server.body_limit_bytes }, probes),
    close: () => database.close(),
  };
}
