import { AppError } from '../../shared/errors/app-error.ts';

const KEPT_MS = 24 * 3_600 * 1_000;
const KEPT_MAX = 10_000;

interface KnownKey {
  readonly bodyHash: string;
  readonly seed: number;
  readonly expiresMs: number;
  isAnswered: boolean;
}

/**
 * Keys of rows answered at once, in this process's memory: the seed is all that is kept, since the same seed makes the
 * same rows again. Bounded; a restart forgets them. Keys of jobs are kept in the database beside their job.
 */
export interface IdempotentAnswers {
  /** The seed to use for this key. Throws IDEMPOTENCY_KEY_REUSED when the key came with another body before. */
  begin(key: string, bodyHash: string, seed: number): { readonly seed: number; readonly isReplay: boolean };
  /** The key's request was answered: from now on it is a replay. */
  end(key: string): void;
}

export function createIdempotentAnswers(now: () => number): IdempotentAnswers {
  const known = new Map<string, KnownKey>();
  return {
    begin(key, bodyHash, seed) {
      const found = known.get(key);
      if (found !== undefined && found.expiresMs > now()) {
        if (found.bodyHash !== bodyHash) throw reused();
        return { seed: found.seed, isReplay: found.isAnswered };
      }
      known.delete(key);
      if (known.size >= KEPT_MAX) known.delete(known.keys().next().value!);
      known.set(key, { bodyHash, seed, expiresMs: now() + KEPT_MS, isAnswered: false });
      return { seed, isReplay: false };
    },
    end(key) {
      const found = known.get(key);
      if (found !== undefined) found.isAnswered = true;
    },
  };
}

function reused(): AppError {
  return new AppError('IDEMPOTENCY_KEY_REUSED', 'the Idempotency-Key came with another request before; use a new one');
}
