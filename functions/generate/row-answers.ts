import type { ApiContext } from '../../shared/http/api.ts';
import { answerEstimate } from './answer-estimate.ts';
import { answerGenerate } from './answer-generate.ts';
import { answerPreview } from './answer-preview.ts';
import type { GenerateDependencies } from './dependencies.ts';
import { createGenerator } from './generator.ts';

/** Everything that reads specifications and makes rows in a request. */
export interface RowAnswers {
  generate(c: ApiContext): Promise<Response>;
  preview(c: ApiContext): Promise<Response>;
  estimate(c: ApiContext): Promise<Response>;
  /** Generations running in requests right now. */
  active(): number;
}

export function createRowAnswers(dependencies: GenerateDependencies): RowAnswers {
  const generator = createGenerator(dependencies);
  return {
    generate: (c) => answerGenerate(c, generator),
    preview: (c) => answerPreview(c, generator),
    estimate: (c) => answerEstimate(c, generator),
    active: () => generator.slots.taken,
  };
}
