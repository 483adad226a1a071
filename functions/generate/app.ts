import { type Api, createApi } from '../../shared/http/api.ts';
import { addProbeRoutes } from '../../shared/http/probe-routes.ts';
import { respond } from '../../shared/http/respond.ts';
import type { GenerateDependencies } from './dependencies.ts';
import { addJobRoutes } from './job-routes.ts';
import type { RowAnswers } from './row-answers.ts';

export interface GenerateApp {
  readonly api: Api;
  /** Generations running in requests right now. */
  activeGenerations(): number;
}

/** `POST /generate` and everything below `/v1`. */
export function createGenerateApp(dependencies: GenerateDependencies): GenerateApp {
  const api = createApi();
  let loading: Promise<RowAnswers> | undefined;
  let answers: RowAnswers | undefined;
  // The language is loaded with the first request for rows: a probe of a cold process does not wait for it.
  const load = async (): Promise<RowAnswers> => {
    loading ??= import('./row-answers.ts').then(({ createRowAnswers }) => createRowAnswers(dependencies));
    answers = await loading;
    return answers;
  };
  const answerRows = (path: string, question: 'generate' | 'preview' | 'estimate') =>
    api.on('POST', path, async (c) => (answers ?? (await load()))[question](c));
  answerRows('/generate', 'generate');
  answerRows('/v1/generate', 'generate');
  answerRows('/v1/preview', 'preview');
  answerRows('/v1/estimate', 'estimate');
  api.on('GET', '/v1/spec-schema.json', async (c) => {
    // Asked for by editors, not by requests that make rows.
    const { specJsonSchema } = await import('../../shared/spec-schema/spec-json-schema.ts');
    return respond(c.env, JSON.stringify(specJsonSchema()), { headers: { 'content-type': 'application/schema+json' } });
  });
  addJobRoutes(api, dependencies);
  addProbeRoutes(api, {
    version: dependencies.version,
    readiness: {
      ...dependencies.stores,
      cache: dependencies.cache,
      checkProcessing: dependencies.checkProcessing,
      now: Date.now,
    },
    metrics: () => {
      dependencies.metrics.record('tabular_cache_memory_bytes', {}, dependencies.cache?.memoryBytes ?? 0);
      dependencies.metrics.record('tabular_active_generations', {}, answers?.active() ?? 0);
      return dependencies.metrics.render();
    },
  });
  return { api, activeGenerations: () => answers?.active() ?? 0 };
}
