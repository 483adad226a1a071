/**
 * Runs `work` once at a time. A call while it runs waits for one more run, which all such calls share: what was there
 * when the call was made has been seen when it resolves.
 */
export function joinCalls<Result>(work: () => Promise<Result>): () => Promise<Result> {
  let running: Promise<unknown> = Promise.resolve();
  let next: Promise<Result> | undefined;
  return () => {
    next ??= running.then(() => {
      const run = work();
      running = run.catch(() => undefined);
      next = undefined;
      return run;
    });
    return next;
  };
}
