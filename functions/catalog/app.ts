import { type Api, createApi } from '../../shared/http/api.ts';
import { addProbeRoutes, type Probes } from '../../shared/http/probe-routes.ts';
import type { CatalogDependencies } from './dependencies.ts';
import { addScheduleRoutes } from './schedule-routes.ts';
import { addSchemaRoutes } from './schema-routes.ts';
import { addStorageEventRoutes } from './storage-event-routes.ts';
import { addTemplateRoutes } from './template-routes.ts';

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
