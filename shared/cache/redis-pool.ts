import { readFileSync } from 'node:fs';
import { Redis, type RedisOptions } from 'ioredis';
import { AppError } from '../errors/app-error.ts';

export interface RedisAddress {
  /** `redis://` or `rediss://`, with user, password and number of the database where they are needed. */
  readonly url: string;
  /** PEM file of the CA that the server's certificate is of. */
  readonly caFile?: string | undefined;
  /** For connecting and for every answer. */
  readonly timeoutMs: number;
  /** Connections at most. */
  readonly poolSize: number;
}

export interface PoolObserver {
  onError(error: unknown): void;
  /** The first connection stands, or the last one is gone; also said of one that could not be made. */
  onConnection(isUp: boolean): void;
}

const RETRY_MS_MAX = 2_000;
const KEEP_ALIVE_MS = 10_000;

/**
 * Connections that are made when they are needed and come back by themselves. Nothing waits in a queue for a server
 * that is away: without a connection, work is refused at once.
 */
export class RedisPool {
  readonly #options: RedisOptions;
  readonly #address: RedisAddress;
  readonly #clients: Redis[] = [];
  readonly #working = new Map<Redis, number>();
  readonly #observer: PoolObserver;
  #isUp: boolean | undefined;
  #isClosed = false;

  /** Begins to connect. Throws INVALID_CONFIG when the CA file cannot be read. */
  constructor(address: RedisAddress, observer: PoolObserver) {
    this.#address = address;
    this.#options = optionsOf(address);
    this.#observer = observer;
    this.#add();
  }

  /** Does `work` with the connection that has least to do. Throws CACHE_UNAVAILABLE without one. */
  async use<Result>(work: (client: Redis) => Promise<Result>): Promise<Result> {
    const client = this.#choose();
    this.#working.set(client, (this.#working.get(client) ?? 0) + 1);
    try {
      return await work(client);
    } finally {
      this.#working.set(client, this.#working.get(client)! - 1);
    }
  }

  /** A connection of its own, outside the pool, closed with it. */
  openApart(): Redis {
    return this.#open();
  }

  close(): void {
    this.#isClosed = true;
    for (const client of this.#working.keys()) client.disconnect();
  }

  #choose(): Redis {
    const ready = this.#clients.filter(({ status }) => status === 'ready');
    const busy = (client: Redis): number => this.#working.get(client) ?? 0;
    const [first, ...others] = ready;
    if (first === undefined) throw unavailable();
    const idlest = others.reduce((best, client) => (busy(client) < busy(best) ? client : best), first);
    // The next one is there for whoever comes later: nobody waits for a connection.
    if (busy(idlest) > 0 && ready.length === this.#clients.length && ready.length < this.#address.poolSize) this.#add();
    return idlest;
  }

  #add(): void {
    const client = this.#open();
    this.#clients.push(client);
    client.on('ready', () => this.#note());
    client.on('close', () => this.#note());
  }

  #open(): Redis {
    const client = new Redis(this.#address.url, { ...this.#options, replyMapping: 'legacy' });
    client.on('error', (error) => this.#observer.onError(error));
    this.#working.set(client, 0);
    return client;
  }

  #note(): void {
    const isUp = this.#clients.some(({ status }) => status === 'ready');
    if (isUp !== this.#isUp && !this.#isClosed) this.#observer.onConnection(isUp);
    this.#isUp = isUp;
  }
}

function unavailable(): AppError {
  return new AppError('CACHE_UNAVAILABLE', 'there is no connection to the Redis of redis.url; it is tried again');
}

function optionsOf({ caFile, timeoutMs }: RedisAddress): RedisOptions {
  return {
    connectTimeout: timeoutMs,
    commandTimeout: timeoutMs,
    // A server that hangs is left, not waited for.
    socketTimeout: timeoutMs,
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    autoResubscribe: false,
    keepAlive: KEEP_ALIVE_MS,
    maxRetriesPerRequest: 0,
    // It asks for INFO, which an account for keys alone may not; a server that is loading says so itself.
    enableReadyCheck: false,
    disableClientInfo: true,
    protocol: 2,
    retryStrategy: (attempt) => Math.min(attempt * 100, RETRY_MS_MAX),
    ...(caFile !== undefined && { tls: { ca: readAuthority(caFile) } }),
  };
}

function readAuthority(caFile: string): Buffer {
  try {
    return readFileSync(caFile);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new AppError('INVALID_CONFIG', `redis.ca_file ${caFile} cannot be read (${code}); give a PEM file`, {
      cause,
    });
  }
}
