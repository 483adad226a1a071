import { setTimeout as pause } from 'node:timers/promises';
import { createCircuitBreaker } from '../../breakers/circuit-breaker.ts';
import { AppError } from '../../errors/app-error.ts';
import type { ErrorCode } from '../../errors/error-codes.ts';
import { backoffMs, type RetryPolicy } from '../../errors/retry-policy.ts';
import type { S3Address } from '../object-store-address.ts';
import { loadS3, type S3Access } from './s3-client.ts';
import { isPassing, isPathConflict, isReset, isSilence, s3Error } from './s3-error.ts';

/** Within one call; the queue's own retries come on top. */
const RETRIES: RetryPolicy = {
  initialIntervalMs: 100,
  backoffCoefficient: 2,
  maximumIntervalMs: 2_000,
  maximumAttempts: 30,
};

/** A folder can be emptied while an object is put into it; this often in a row it cannot. */
const PATH_ATTEMPTS = 5;

export interface CallTopic {
  /** The key, or the prefix of a list. */
  readonly key: string;
  /** What a failed condition means; OBJECT_EXISTS unless the caller knows better. */
  readonly onCondition?: ErrorCode;
  /** Sends a body: when the connection breaks all the time, the reason is asked for without one. */
  readonly sendsBody?: boolean;
}

export interface S3Calls {
  readonly address: S3Address;
  /**
   * Does `work`, again after what passes by itself, until patience ends. `work` makes its command and its body anew
   * each time; `attempt` counts from 1. Throws AppErrors only.
   */
  call<Result>(topic: CallTopic, work: (access: S3Access, attempt: number) => Promise<Result>): Promise<Result>;
  /** An error of a stream that the call has handed out. */
  translate(thrown: unknown, topic: CallTopic): AppError;
}

/** One breaker and one client for all calls to one store. `patienceMs` bounds the time in which a call is repeated. */
export function createS3Calls(address: S3Address, patienceMs: number): S3Calls {
  const { bucket } = address;
  const host = new URL(address.endpoint).host;
  const edge = `the object store at ${host}`;
  const breaker = createCircuitBreaker({ edge, code: 'STORAGE_UNAVAILABLE', isFailure: isPassing });
  const translate = (thrown: unknown, topic: CallTopic) => s3Error(thrown, { ...topic, bucket, host });
  let access: Promise<S3Access> | undefined;
  return {
    address,
    translate,
    async call(topic, work) {
      access ??= loadS3(address);
      const opened = await access;
      const startedMs = performance.now();
      let reason: unknown;
      for (let attempt = 1; ; attempt++) {
        try {
          return await breaker.run(() => work(opened, attempt));
        } catch (thrown) {
          // a circuit that opened meanwhile says less than what opened it
          reason = isOpenCircuit(thrown) ? (reason ?? thrown) : thrown;
          if (isSilence(thrown)) opened.closeIdle();
          const waitMs = waitAfter(thrown, attempt);
          const isOver = waitMs === undefined || performance.now() + waitMs > startedMs + patienceMs;
          if (isOver) throw translate(topic.sendsBody ? await reasonOf(reason, opened, bucket) : reason, topic);
          await pause(waitMs);
        }
      }
    },
  };
}

/** Milliseconds until the next attempt, or undefined when another one cannot help. */
function waitAfter(thrown: unknown, attempt: number): number | undefined {
  if (attempt >= RETRIES.maximumAttempts) return undefined;
  if (isPassing(thrown) || (isPathConflict(thrown) && attempt < PATH_ATTEMPTS))
    return backoffMs(RETRIES, attempt, Math.random);
  return isOpenCircuit(thrown) ? thrown.retryAfterSeconds * 1_000 : undefined;
}

function isOpenCircuit(thrown: unknown): thrown is AppError & { readonly retryAfterSeconds: number } {
  return thrown instanceof AppError && thrown.retryAfterSeconds !== undefined;
}

/** Some servers refuse a large body by closing the connection: then the bucket is asked without one. */
async function reasonOf(thrown: unknown, { sdk, client }: S3Access, bucket: string): Promise<unknown> {
  if (!isReset(thrown)) return thrown;
  try {
    await client.send(new sdk.HeadBucketCommand({ Bucket: bucket }));
    return thrown;
  } catch (found) {
    return (found as Error).name === 'NotFound' ? { name: 'NoSuchBucket' } : found;
  }
}
