import { type Api, createApi } from '../../shared/http/api.ts';
import { addProbeRoutes, type Probes } from '../../shared/http/probe-routes.ts';
import type { SchemaStore } from '../../shared/schemas/schema-store.ts';
import type { Log } from '../../shared/telemetry/log.ts';
import { addSchemaRoutes } from './schema-routes.ts';
import { addTemplateRoutes } from './template-routes.ts';

/** What the catalog function works with. */
export interface CatalogDependencies {
  readonly schemas: SchemaStore;
  readonly log: Log;
  readonly bodyLimitBytes: number;
}

/** Everything below `/v1/schemas` and `/v1/templates`. */
export function createCatalogApp(dependencies: CatalogDependencies, probes: Probes): Api {
  const api = createApi();
  addSchemaRoutes(api, dependencies);
  addTemplateRoutes(api, dependencies);
  addProbeRoutes(api, probes);
  return api;
}
