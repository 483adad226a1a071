import { createHash } from 'node:crypto';
import type { PoolClient } from 'pg';
import type { Queryable } from './database.ts';
import { endsConnection, translateDatabaseError } from './database-error.ts';
import { encodeParameter } from './value-types.ts';

/**
 * One connection to a served PostgreSQL, as long as somebody holds it. Statements may be sent before the answers to
 * earlier ones are there; the server does them in order.
 */
export class PostgresConnection implements Queryable {
  /** A connection that failed by itself, or could not even roll back, must not serve anyone else. */
  isBroken = false;
  readonly #client: PoolClient;
  readonly #answerTimeoutMs: number;

  constructor(client: PoolClient, answerTimeoutMs: number) {
    this.#client = client;
    this.#answerTimeoutMs = answerTimeoutMs;
  }

  async query<Row>(sql: string, parameters: readonly unknown[] = []): Promise<Row[]> {
    const values = parameters.map(encodeParameter);
    const statement = { name: statementName(sql), text: sql, values, query_timeout: this.#answerTimeoutMs };
    return this.#noting(async () => (await this.#client.query(statement)).rows as Row[]);
  }

  /** Takes as long as it takes: migrations have no time limit. */
  async execute(script: string): Promise<void> {
    await this.#noting(() => this.#client.query(script));
  }

  /** BEGIN, COMMIT and the like, which never take long. */
  async control(command: string): Promise<void> {
    await this.#noting(() => this.#client.query({ text: command, query_timeout: this.#answerTimeoutMs } as never));
  }

  async rollback(): Promise<void> {
    if (this.isBroken) return;
    try {
      await this.control('ROLLBACK');
    } catch {
      this.isBroken = true;
    }
  }

  async #noting<Result>(work: () => Promise<Result>): Promise<Result> {
    try {
      return await work();
    } catch (thrown) {
      if (endsConnection(thrown)) this.isBroken = true;
      throw translateDatabaseError(thrown);
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
