/** So long a turn lasts before others are heard. */
const TURN_MS = 5;

/** Runs steps to their end and answers their result. The event loop turns between them, so that nobody waits for long. */
export async function runInTurns<Result>(steps: Generator<void, Result>): Promise<Result> {
  let turnEndMs = performance.now() + TURN_MS;
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    if (performance.now() < turnEndMs) continue;
    await new Promise((resolve) => setImmediate(resolve));
    turnEndMs = performance.now() + TURN_MS;
  }
}
