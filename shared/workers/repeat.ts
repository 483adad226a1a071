import { Alarm } from './alarm.ts';

/**
 * Runs `work` again and again with a pause before each run. The answer ends that: it resolves when a run that has
 * begun is over. `work` must not reject.
 */
export function repeat(pauseMs: number, work: () => Promise<unknown>): () => Promise<void> {
  const alarm = new Alarm();
  const running = (async () => {
    while ((await alarm.wait(pauseMs)) === 'timeout') await work();
  })();
  return () => {
    alarm.end();
    return running;
  };
}
