import { type Api, createApi } from '../../shared/http/api.ts';
import { addProbeRoutes, type Probes } from '../../shared/http/probe-routes.ts';
import type { SchemaStore } from '../../shared/schemas/schema-store.ts';
import type { Log } from '../../shared/telemetry/log.ts';
import { addScheduleRoutes, type Schedules } from './schedule-routes.ts';
import { addSchemaRoutes } from './schema-routes.ts';
import { addStorageEventRoutes, type StorageEvents } from './storage-event-routes.ts';
import { addTemplateRoutes } from './template-routes.ts';

/** What the catalog function works with. */
export interface CatalogDependencies {
  readonly schemas: SchemaStore;
  readonly log: Log;
  readonly bodyLimitBytes: number;
  readonly schedules: Schedules;
  readonly storageEvents: StorageEvents;
}

/** Everything below `/v1/schemas`, `/v1/templates`, `/v1/schedules` and `/v1/storage-events`. */
export function createCatalogApp(dependencies: CatalogDependencies, probes: Probes): Api {
  const api = createApi();
  addSchemaRoutes(api, dependencies);
  addTemplateRoutes(api, dependencies);
  addScheduleRoutes(api, dependencies);
  addStorageEventRoutes(api, dependencies);
  addProbeRoutes(api, probes);
  return api;
}
