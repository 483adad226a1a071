import type { Plan } from '../../shared/contracts/plan.ts';
import type { SpecDocument } from '../../shared/contracts/spec-document.ts';
import { planJobSteps } from '../../shared/planning/plan-job.ts';

/** Planning goes on for so long before other requests are heard. */
const TURN_MS = 5;

/** As `planJob`. Counting the children of many parents takes a while; the event loop turns meanwhile. */
export async function planWithPauses(spec: SpecDocument): Promise<Plan> {
  const steps = planJobSteps(spec);
  let turnEndMs = performance.now() + TURN_MS;
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    if (performance.now() < turnEndMs) continue;
    await new Promise((resolve) => setImmediate(resolve));
    turnEndMs = performance.now() + TURN_MS;
  }
}
