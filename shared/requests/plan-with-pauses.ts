import type { PlannedJob } from '../contracts/plan.ts';
import type { SpecDocument } from '../contracts/spec-document.ts';
import type { SampledRows } from '../planning/joined-rows.ts';
import { planJobSteps } from '../planning/plan-job.ts';
import { runInTurns } from '../tasks/run-in-turns.ts';

/** As `planJob`. Counting the children of many parents takes a while; the event loop turns meanwhile. */
export function planWithPauses(spec: SpecDocument, sampled?: readonly SampledRows[]): Promise<PlannedJob> {
  return runInTurns(planJobSteps(spec, sampled));
}
