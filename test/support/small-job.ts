import type { OutputSpec } from '../../shared/contracts/spec-document.ts';
import { planHash } from '../../shared/planning/plan-hash.ts';
import { planJob } from '../../shared/planning/plan-job.ts';
import { normaliseSpec } from '../../shared/spec/normalise-spec.ts';
import type { SubmittedJob } from '../../shared/tasks/submit-job.ts';

const SCHEMA = { id: 'sequence', age: 'integer[18:90]', plan: 'category(free,basic,pro)?', score: 'double' };

export interface SmallJobOptions extends Partial<Pick<OutputSpec, keyof OutputSpec>> {
  readonly rows: number;
}

/** A job of four columns with the given rows and output, seed 7. */
export function smallJob({ rows, ...output }: SmallJobOptions): SubmittedJob {
  const body = { generator_type: 'tabular', schema: SCHEMA, num_records: rows, seed: 7, output };
  const spec = normaliseSpec(body, { seed: 7 });
  const planned = planJob(spec);
  return { tenantId: 'default', spec, ...planned, planHash: planHash(planned.plan) };
}
