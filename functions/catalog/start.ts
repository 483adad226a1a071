import { createCacheObserver } from '../../shared/cache/observe-cache.ts';
import { openCache } from '../../shared/cache/open-cache.ts';
import type { ConfigWithDatabase } from '../../shared/config/require-database.ts';
import { VERSION } from '../../shared/config/version.ts';
import { createRing } from '../../shared/http/ring-function.ts';
import { type ServedFunction, serveFunction } from '../../shared/http/serve-function.ts';
import { createInboxStore } from '../../shared/inbox/create-inbox-store.ts';
import { createScheduleStore } from '../../shared/schedules/create-schedule-store.ts';
import { cacheSchemas } from '../../shared/schemas/cached-schema-store.ts';
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
  const ring = createRing(config, log);
  const cache = await openCache({ config, observer: createCacheObserver(metrics, log) });
  const schemas = cacheSchemas(createSchemaStore(database), cache);
  const readiness = { database, objects, jobs, cache, now: Date.now };
  const probes = { version: VERSION, readiness, metrics: () => metrics.render() };
  return {
    api: createCatalogApp(
      {
        schemas,
        log,
        bodyLimitBytes: config.server.body_limit_bytes,
        schedules: {
          store: createScheduleStore(database),
          limits: config.generation,
          ring: () => void ring('tick'),
        },
        storageEvents: {
          inbox: createInboxStore(database),
          secret: config.security.webhook_secret,
          bucket: config.storage.s3_bucket,
          ring: () => void ring('tick'),
        },
      },
      probes,
    ),
    async close() {
      await database.close();
      await cache?.close();
    },
  };
}
