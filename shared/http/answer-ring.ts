import { AppError } from '../errors/app-error.ts';
import type { ApiHandler } from './api.ts';
import { respond, respondJson } from './respond.ts';

export interface RungWork {
  /** Works, and answers how many tasks ended. */
  ring(): Promise<number>;
  readonly runMode: 'inline' | 'background';
  /** Hears why work ended that nobody waited for. */
  readonly onError: (error: unknown) => void;
}

/**
 * The handler of a doorbell. `inline`: answers when the work is done, with the number of tasks that ended.
 * `background`: answers 202 at once, and the work goes on.
 */
export function answerRing({ ring, runMode, onError }: RungWork): ApiHandler {
  if (runMode === 'inline') return async (c) => respondJson(c.env, { ended_tasks: await ring() });
  return (c) => {
    ring().catch((thrown: unknown) => onError(AppError.from(thrown)));
    return respond(c.env, null, { status: 202 });
  };
}
