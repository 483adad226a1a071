import { createHash } from 'node:crypto';
import type { Pool, PoolClient } from 'pg';
import type { Database, Queryable, TransactionOptions } from './database.ts';
import { translateDatabaseError } from './database-error.ts';
import { decodeValue, encodeParameter } from './value-types.ts';

export interface PostgresOptions {
  /** Connections kept at most. */
  readonly poolSize?: number;
  /** How long to wait for a connection before DATABASE_UNAVAILABLE. */
  readonly connectTimeoutMs?: number;
  /** The server stops a statement that takes longer. */
  readonly statementTimeoutMs?: number;
}

/** A served PostgreSQL 15 or newer. Connects on first use. */
export async function createPostgresDatabase(url: string, options: PostgresOptions = {}): Promise<Database> {
  const { poolSize = 10, connectTimeoutMs = 5_000, statementTimeoutMs = 60_000 } = options;
  // Loaded here and not above: embedded processes never need the client.
  const { default: pg } = await import('pg');
  const pool = new pg.Pool({
    connectionString: url,
    max: poolSize,
    connectionTimeoutMillis: connectTimeoutMs,
    statement_timeout: statementTimeoutMs,
    application_name: 'tabular',
    options: '-c TimeZone=UTC',
    types: { getTypeParser: (oid: number) => (text: string) => decodeValue(oid, text) } as never,
  });
  // A connection that dies while idle is replaced at the next use; without a listener it would end the process.
  pool.on('error', () => undefined);
  return new PostgresDatabase(pool);
}

class PostgresDatabase implements Database {
  readonly engine = 'postgres';
  readonly #pool: Pool;

  constructor(pool: Pool) {
    this.#pool = pool;
  }

  query<Row>(sql: string, parameters: readonly unknown[] = []): Promise<Row[]> {
    return this.#withClient((client) => client.query<Row>(sql, parameters));
  }

  execute(script: string): Promise<void> {
    return this.#withClient((client) => client.execute(script));
  }

  tenantQuery<Row>(tenantId: string, sql: string, parameters: readonly unknown[] = []): Promise<Row[]> {
    return this.transaction((transaction) => transaction.query<Row>(sql, parameters), { tenantId });
  }

  transaction<Result>(
    work: (transaction: Queryable) => Promise<Result>,
    { tenantId }: TransactionOptions = {},
  ): Promise<Result> {
    return this.#withClient(async (client) => {
      try {
        await client.execute(tenantId === undefined ? 'BEGIN' : beginAs(tenantId));
        const result = await work(client);
        await client.execute('COMMIT');
        return result;
      } catch (thrown) {
        await client.rollback();
        throw thrown;
      }
    });
  }

  async maintain(): Promise<void> {}

  async close(): Promise<void> {
    if (!this.#pool.ended) await this.#pool.end();
  }

  async #withClient<Result>(work: (client: PostgresClient) => Promise<Result>): Promise<Result> {
    const connection = await this.#pool.connect().catch((thrown: unknown) => {
      throw translateDatabaseError(thrown);
    });
    const client = new PostgresClient(connection);
    try {
      return await work(client);
    } finally {
      connection.release(client.isBroken);
    }
  }
}

class PostgresClient implements Queryable {
  /** A connection that could not even roll back must not serve anyone else. */
  isBroken = false;
  readonly #connection: PoolClient;

  constructor(connection: PoolClient) {
    this.#connection = connection;
  }

  async query<Row>(sql: string, parameters: readonly unknown[] = []): Promise<Row[]> {
    try {
      const values = parameters.map(encodeParameter);
      const result = await this.#connection.query({ name: statementName(sql), text: sql, values });
      return result.rows as Row[];
    } catch (thrown) {
      throw translateDatabaseError(thrown);
    }
  }

  async execute(script: string): Promise<void> {
    try {
      await this.#connection.query(script);
    } catch (thrown) {
      throw translateDatabaseError(thrown);
    }
  }

  async rollback(): Promise<void> {
    try {
      await this.#connection.query('ROLLBACK');
    } catch {
      this.isBroken = true;
    }
  }
}

const STATEMENT_NAMES = new Map<string, string>();

function statementName(sql: string): string {
  let name = STATEMENT_NAMES.get(sql);
  if (name === undefined) {
    name = createHash('sha256').update(sql).digest('hex').slice(0, 32);
    STATEMENT_NAMES.set(sql, name);
  }
  return name;
}

/** One round trip for both; the simple protocol has no parameters, so the value is quoted here. */
function beginAs(tenantId: string): string {
  const quoted = tenantId.replaceAll("'", "''");
  return `BEGIN; SELECT set_config('app.tenant_id', '${quoted}', true)`;
}
