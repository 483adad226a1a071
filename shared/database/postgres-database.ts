import type { Pool, PoolClient } from 'pg';
import { type CircuitBreaker, createCircuitBreaker } from '../breakers/circuit-breaker.ts';
import { AppError } from '../errors/app-error.ts';
import { readConnectionAddress } from './connection-address.ts';
import { ConnectionSlots } from './connection-slots.ts';
import type { Database, PoolUse, Queryable, TransactionOptions } from './database.ts';
import { translateDatabaseError } from './database-error.ts';
import { PostgresConnection } from './postgres-connection.ts';
import { decodeValue } from './value-types.ts';

export interface PostgresOptions {
  /** Connections at most; further work waits. */
  readonly poolSize?: number;
  /** How long work waits for one of them before DATABASE_BUSY. */
  readonly poolTimeoutMs?: number;
  /** How long a new connection may take before DATABASE_UNAVAILABLE. */
  readonly connectTimeoutMs?: number;
  /** A connection is closed at this age, so that servers behind a name or a balancer are found anew. */
  readonly recycleMs?: number;
  /** The server stops a statement that takes longer; DATABASE_BUSY. */
  readonly statementTimeoutMs?: number;
  /** Likewise for the wait for a lock; nor may a transaction that holds locks be idle for longer. */
  readonly lockTimeoutMs?: number;
  /** PEM file of the certificate authority, for a URL with `sslmode`. */
  readonly caFile?: string;
}

const DEFAULTS = {
  poolSize: 10,
  poolTimeoutMs: 10_000,
  connectTimeoutMs: 5_000,
  recycleMs: 3_600_000,
  statementTimeoutMs: 60_000,
  lockTimeoutMs: 10_000,
} as const;

/** An idle connection is kept for so long: reconnecting and preparing again costs tens of statements. */
const IDLE_MS = 60_000;
/** The server keeps its own time limits; a server that is gone keeps none. */
const ANSWER_GRACE_MS = 5_000;
const KEEP_ALIVE_MS = 10_000;

type ResolvedOptions = typeof DEFAULTS extends infer Defaults ? { readonly [Key in keyof Defaults]: number } : never;

/** A served PostgreSQL 15 or newer. Connects on first use. INVALID_CONFIG for a URL or a CA that cannot be read. */
export async function createPostgresDatabase(url: string, options: PostgresOptions = {}): Promise<Database> {
  const { caFile, ...given } = options;
  const resolved: ResolvedOptions = { ...DEFAULTS, ...given };
  const address = readConnectionAddress(url, caFile);
  // Loaded here and not above: embedded processes never need the client.
  const { default: pg } = await import('pg');
  const pool = new pg.Pool({
    connectionString: address.url,
    ssl: address.tls,
    max: resolved.poolSize,
    connectionTimeoutMillis: resolved.connectTimeoutMs,
    idleTimeoutMillis: IDLE_MS,
    maxLifetimeSeconds: Math.ceil(resolved.recycleMs / 1_000),
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_MS,
    statement_timeout: resolved.statementTimeoutMs,
    lock_timeout: resolved.lockTimeoutMs,
    idle_in_transaction_session_timeout: resolved.lockTimeoutMs,
    pipeline: true,
    application_name: 'tabular',
    options: '-c TimeZone=UTC',
    types: { getTypeParser: (oid: number) => (text: string) => decodeValue(oid, text) } as never,
  });
  // A connection that dies is replaced at the next use; without a listener it would end the process, whether it was
  // idle in the pool or between two statements of a transaction.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  return new PostgresDatabase(pool, resolved);
}

class PostgresDatabase implements Database {
  readonly engine = 'postgres';
  readonly #pool: Pool;
  readonly #slots: ConnectionSlots;
  readonly #breaker: CircuitBreaker;
  readonly #answerTimeoutMs: number;

  constructor(pool: Pool, { poolSize, poolTimeoutMs, statementTimeoutMs }: ResolvedOptions) {
    this.#pool = pool;
    this.#slots = new ConnectionSlots({ size: poolSize, timeoutMs: poolTimeoutMs });
    this.#answerTimeoutMs = statementTimeoutMs + ANSWER_GRACE_MS;
    this.#breaker = createCircuitBreaker({
      edge: 'connecting to the database',
      code: 'DATABASE_UNAVAILABLE',
      isFailure: (thrown) => thrown instanceof AppError && thrown.code === 'DATABASE_UNAVAILABLE',
    });
  }

  query<Row>(sql: string, parameters: readonly unknown[] = []): Promise<Row[]> {
    return this.#withConnection((connection) => connection.query<Row>(sql, parameters));
  }

  execute(script: string): Promise<void> {
    return this.#withConnection((connection) => connection.execute(script));
  }

  tenantQuery<Row>(tenantId: string, sql: string, parameters: readonly unknown[] = []): Promise<Row[]> {
    return this.#withConnection(async (connection) => {
      // One round trip: after a statement that failed, COMMIT rolls back.
      const [, rows] = await untilAllEnd([
        connection.control(beginAs(tenantId)),
        connection.query<Row>(sql, parameters),
        connection.control('COMMIT'),
      ]);
      return rows;
    });
  }

  transaction<Result>(
    work: (transaction: Queryable) => Promise<Result>,
    { tenantId }: TransactionOptions = {},
  ): Promise<Result> {
    return this.#withConnection(async (connection) => {
      try {
        await connection.control(tenantId === undefined ? 'BEGIN' : beginAs(tenantId));
        const result = await work(connection);
        await connection.control('COMMIT');
        return result;
      } catch (thrown) {
        await connection.rollback();
        throw thrown;
      }
    });
  }

  async maintain(): Promise<void> {}

  poolUse(): PoolUse {
    const { size, taken, waiting } = this.#slots;
    return { size, in_use: taken, idle: this.#pool.idleCount, waiting };
  }

  async close(): Promise<void> {
    if (!this.#pool.ended) await this.#pool.end();
  }

  #withConnection<Result>(work: (connection: PostgresConnection) => Promise<Result>): Promise<Result> {
    return this.#slots.run(async () => {
      const client = await this.#connect();
      const connection = new PostgresConnection(client, this.#answerTimeoutMs);
      try {
        return await work(connection);
      } finally {
        client.release(connection.isBroken);
      }
    });
  }

  /** The breaker stands before new connections only: one that is there already shows by itself whether it works. */
  #connect(): Promise<PoolClient> {
    const connect = () =>
      this.#pool.connect().catch((thrown: unknown) => {
        throw translateDatabaseError(thrown);
      });
    return this.#pool.idleCount > 0 ? connect() : this.#breaker.run(connect);
  }
}

/** Like Promise.all, and waits for the others when one fails: the connection is given on only when it is quiet. */
async function untilAllEnd<Results extends unknown[]>(
  works: {
    readonly [Index in keyof Results]: Promise<Results[Index]>;
  },
): Promise<Results> {
  const settled = await Promise.allSettled(works);
  const failed = settled.find((outcome) => outcome.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
  return settled.map((outcome) => (outcome as PromiseFulfilledResult<unknown>).value) as Results;
}

/** One round trip for both; the simple protocol has no parameters, so the value is quoted here. */
function beginAs(tenantId: string): string {
  const quoted = tenantId.replaceAll("'", "''");
  return `BEGIN; SELECT set_config('app.tenant_id', '${quoted}', true)`;
}
