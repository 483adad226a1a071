import type { PlannedJob } from '../../shared/contracts/plan.ts';
import type { SpecDocument } from '../../shared/contracts/spec-document.ts';
import type { SampledRows } from '../../shared/planning/joined-rows.ts';
import { planJobSteps } from '../../shared/planning/plan-job.ts';
import { runInTurns } from '../../shared/tasks/run-in-turns.ts';

/** As `planJob`. Counting the children of many parents takes a while; the event loop turns meanwhile. */
export function planWithPauses(spec: SpecDocument, sampled?: readonly SampledRows[]): Promise<PlannedJob> {
  return runInTurns(planJobSteps(spec, sampled));
}
