import { type Redis, ReplyError } from 'ioredis';
import { createCircuitBreaker } from '../breakers/circuit-breaker.ts';
import { AppError } from '../errors/app-error.ts';
import { type Hint, type HintReader, listenForHints, sendHint } from './forgotten-hints.ts';
import { type PoolObserver, type RedisAddress, RedisPool } from './redis-pool.ts';
import { openValue, sealValue } from './sealed-value.ts';
import type { SharedLevel, StoredAnswer, StoredLife } from './shared-level.ts';

/** The release of keys: another one never meets these. */
const PREFIX = 'tabular:1:';
/** Names of results by the time of their last use, for warming. */
const RECENT = `${PREFIX}recent`;
const RECENT_MAX = 1_000;
/** Whoever asks waits no longer than an answer takes to make. */
const FIND_MS_MAX = 500;
const SCAN_COUNT = 1_000;
/** Values on their way: a slow server must not fill this process's memory. */
const WRITING_BYTES_MAX = 128 * 1024 * 1024;
const FAILURES = 3;

/** Entries in Redis; a circuit breaker spares callers the wait for a server that is dead. */
export class RedisLevel implements SharedLevel {
  readonly #pool: RedisPool;
  readonly #breaker = createCircuitBreaker({
    edge: 'the Redis of redis.url',
    code: 'CACHE_UNAVAILABLE',
    isFailure: (error) => !(error instanceof ReplyError),
    failures: FAILURES,
  });
  #writingBytes = 0;

  constructor(pool: RedisPool) {
    this.#pool = pool;
  }

  /** Throws for a value that is not what was written, too. */
  async find(key: string, isNoted = false): Promise<StoredAnswer | undefined> {
    const results = await this.#breaker.run(() => {
      const work = this.#pool.use(async (client) => {
        const asked = client
          .pipeline()
          .getBuffer(PREFIX + key)
          .pttl(PREFIX + key);
        if (isNoted) asked.zadd(RECENT, 'XX', Date.now(), key);
        // That a use cannot be noted, for one in a server that is full, hinders nobody.
        return resultsOf((await asked.exec())?.slice(0, 2));
      });
      return withinTime(work);
    });
    const [value, ttlMs] = results as [Buffer<ArrayBuffer> | null, number];
    if (value === null) return undefined;
    const bytes = openValue(key, value);
    if (bytes === undefined) throw new AppError('CACHE_UNAVAILABLE', 'an entry of the Redis of redis.url is damaged');
    return { bytes, ttlMs };
  }

  /** Does nothing while much is on its way. */
  async keep(key: string, bytes: Uint8Array, { ttlMs, isNoted }: StoredLife): Promise<void> {
    if (this.#writingBytes + bytes.byteLength > WRITING_BYTES_MAX) return;
    this.#writingBytes += bytes.byteLength;
    try {
      await this.#run(async (client) => {
        const asked = client.pipeline().set(PREFIX + key, sealValue(key, bytes), 'PX', Math.ceil(ttlMs));
        if (isNoted) asked.zadd(RECENT, Date.now(), key).zremrangebyrank(RECENT, 0, -RECENT_MAX - 1);
        resultsOf(await asked.exec());
      });
    } finally {
      this.#writingBytes -= bytes.byteLength;
    }
  }

  async forget(hint: Hint): Promise<void> {
    if ('key' in hint) await this.#run((client) => client.unlink(PREFIX + hint.key));
    else await this.#unlinkBelow(hint.prefix);
    await this.#run((client) => sendHint(client, hint));
  }

  listRecent(count: number): Promise<string[]> {
    return this.#run((client) => client.zrevrange(RECENT, 0, count - 1));
  }

  /** CACHE_UNAVAILABLE unless it answers within half a second. */
  async check(): Promise<void> {
    try {
      await withinTime(this.#pool.use((client) => client.ping()));
    } catch (thrown) {
      if (thrown instanceof AppError) throw thrown;
      throw new AppError('CACHE_UNAVAILABLE', 'the Redis of redis.url refuses to answer', { cause: thrown });
    }
  }

  listen(reader: HintReader): void {
    listenForHints(this.#pool.openApart(), reader);
  }

  close(): void {
    this.#pool.close();
  }

  /** Looks at every key of the server: for what happens seldom. */
  async #unlinkBelow(prefix: string): Promise<void> {
    const pattern = `${PREFIX}${prefix.replace(/[\\*?[\]^-]/g, '\\$&')}*`;
    let cursor = '0';
    do {
      const [next, keys] = await this.#run((client) => client.scan(cursor, 'MATCH', pattern, 'COUNT', SCAN_COUNT));
      if (keys.length > 0) await this.#run((client) => client.unlink(keys));
      cursor = next;
    } while (cursor !== '0');
  }

  #run<Result>(work: (client: Redis) => Promise<Result>): Promise<Result> {
    return this.#breaker.run(() => this.#pool.use(work));
  }
}

/** Begins to connect, and goes on until it is closed. Throws INVALID_CONFIG when the CA file cannot be read. */
export function connectRedis(address: RedisAddress, observer: PoolObserver): RedisLevel {
  return new RedisLevel(new RedisPool(address, observer));
}

type Reply = readonly [error: Error | null, result: unknown];

/** The answers to a pipeline's commands; throws the first that is an error. */
function resultsOf(replies: readonly Reply[] | null | undefined): unknown[] {
  return (replies ?? []).map(([error, result]) => {
    if (error !== null) throw error;
    return result;
  });
}

async function withinTime<Result>(work: Promise<Result>): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const message = `the Redis of redis.url gave no answer within ${FIND_MS_MAX} ms`;
    timer = setTimeout(() => reject(new AppError('CACHE_UNAVAILABLE', message)), FIND_MS_MAX);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
