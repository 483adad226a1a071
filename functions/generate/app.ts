import { type Api, createApi } from '../../shared/http/api.ts';
import { addProbeRoutes } from '../../shared/http/probe-routes.ts';
import { respond } from '../../shared/http/respond.ts';
import { answerEstimate } from './answer-estimate.ts';
import { answerGenerate } from './answer-generate.ts';
import { answerPreview } from './answer-preview.ts';
import type { GenerateDependencies } from './dependencies.ts';
import { createGenerator } from './generator.ts';
import { addJobRoutes } from './job-routes.ts';

export interface GenerateApp {
  readonly api: Api;
  /** Generations running in requests right now. */
  activeGenerations(): number;
}

/** `POST /generate` and everything below `/v1`. */
export function createGenerateApp(dependencies: GenerateDependencies): GenerateApp {
  const api = createApi();
  const generator = createGenerator(dependencies);
  api.on('POST', '/generate', (c) => answerGenerate(c, generator));
  api.on('POST', '/v1/generate', (c) => answerGenerate(c, generator));
  api.on('POST', '/v1/preview', (c) => answerPreview(c, generator));
  api.on('POST', '/v1/estimate', (c) => answerEstimate(c, generator));
  api.on('GET', '/v1/spec-schema.json', async (c) => {
    // Asked for by editors, not by requests that make rows.
    const { specJsonSchema } = await import('../../shared/spec-schema/spec-json-schema.ts');
    return respond(c.env, JSON.stringify(specJsonSchema()), { headers: { 'content-type': 'application/schema+json' } });
  });
  addJobRoutes(api, dependencies);
  addProbeRoutes(api, {
    version: dependencies.version,
    readiness: { ...dependencies.stores, checkProcessing: dependencies.checkProcessing, now: Date.now },
    metrics: () => {
      dependencies.metrics.record('tabular_active_generations', {}, generator.slots.taken);
      return dependencies.metrics.render();
    },
  });
  return { api, activeGenerations: () => generator.slots.taken };
}
