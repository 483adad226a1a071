import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../errors/app-error.ts';
import type { Database, PoolUse, Queryable, TransactionOptions } from './database.ts';
import { PgliteConnection, type Statement } from './pglite-connection.ts';
import { unpackFolder } from './pglite-image.ts';

/**
 * One process and one connection: small caches, no replication (measured: 200 MB resident instead of 470 MB). Every
 * statement goes by keys, and there are no statistics at first: without the planner settings it would join by scans.
 */
const SETTINGS = [
  'shared_buffers=4MB',
  'wal_level=minimal',
  'max_wal_senders=0',
  'max_connections=2',
  'work_mem=4MB',
  'maintenance_work_mem=8MB',
  'jit=off',
  'plan_cache_mode=force_generic_plan',
  'enable_hashjoin=off',
  'enable_mergejoin=off',
  'enable_seqscan=off',
  'TimeZone=UTC',
];
/** 1 MB segments: a new data folder has 31 MB instead of 46 MB. */
const INITDB_SETTINGS = ['--wal-segsize=1', '--no-sync'];

const MAINTENANCE_WAL_BYTES = 8 * 1024 * 1024;
const BEGIN: Statement = { sql: 'BEGIN' };

export interface PgliteOptions {
  /** Data folder of the engine; made when it does not exist. The caller holds the lock on it. */
  readonly folder: string;
  /** File made by `scripts/build-database-image.ts`: a new folder starts from it in 0.4 s instead of 4 s. */
  readonly image?: string;
}

/** The embedded PostgreSQL on a folder. Throws DATABASE_UNAVAILABLE when the folder cannot be opened. */
export async function createPgliteDatabase(options: PgliteOptions): Promise<Database> {
  if (options.image !== undefined && !existsSync(join(options.folder, 'PG_VERSION'))) {
    await unpackFolder(options.image, options.folder);
  }
  // Loaded here and not above: a process that uses a served database must not pay for the engine.
  const { PGlite, protocol } = await import('@electric-sql/pglite');
  try {
    const engine = await PGlite.create(options.folder, {
      relaxedDurability: true,
      startParams: [...PGlite.defaultStartParams, ...SETTINGS.flatMap((setting) => ['-c', setting])],
      initDbStartParams: INITDB_SETTINGS,
    });
    const connection = new PgliteConnection(engine, protocol);
    const walPosition = await readWalPosition(connection);
    return new PgliteDatabase(connection, { walPosition, closeEngine: () => engine.close() });
  } catch (thrown) {
    const message = `the embedded database cannot open its folder ${options.folder}; is it damaged or not writable?`;
    throw new AppError('DATABASE_UNAVAILABLE', message, { cause: thrown });
  }
}

interface OpenedEngine {
  readonly walPosition: number;
  readonly closeEngine: () => Promise<void>;
}

class PgliteDatabase implements Database {
  readonly engine = 'pglite';
  readonly #connection: PgliteConnection;
  readonly #closeEngine: () => Promise<void>;
  #tail: Promise<unknown> = Promise.resolve();
  #isClosed = false;
  /** Users of the connection: the one whose turn it is, and those who wait. */
  #users = 0;
  /** Position in the write-ahead log, in bytes, at the last maintenance or the opening. */
  #maintainedAt: number;

  constructor(connection: PgliteConnection, { walPosition, closeEngine }: OpenedEngine) {
    this.#connection = connection;
    this.#maintainedAt = walPosition;
    this.#closeEngine = closeEngine;
  }

  query<Row>(sql: string, parameters: readonly unknown[] = []): Promise<Row[]> {
    return this.#exclusive(() => this.#connection.run<Row>([{ sql, parameters }]));
  }

  execute(script: string): Promise<void> {
    return this.#exclusive(() => this.#connection.execute(script));
  }

  tenantQuery<Row>(tenantId: string, sql: string, parameters: readonly unknown[] = []): Promise<Row[]> {
    return this.#exclusive(() => this.#connection.run<Row>([setTenant(tenantId), { sql, parameters }]));
  }

  transaction<Result>(
    work: (transaction: Queryable) => Promise<Result>,
    options: TransactionOptions = {},
  ): Promise<Result> {
    return this.#exclusive(async () => {
      const transaction = new PgliteTransaction(this.#connection, options);
      try {
        const result = await work(transaction);
        await transaction.end('COMMIT');
        return result;
      } catch (thrown) {
        await transaction.end('ROLLBACK');
        throw thrown;
      }
    });
  }

  maintain(): Promise<void> {
    return this.#exclusive(async () => {
      const walPosition = await readWalPosition(this.#connection);
      if (walPosition - this.#maintainedAt < MAINTENANCE_WAL_BYTES) return;
      this.#maintainedAt = walPosition;
      for (const command of ['VACUUM (ANALYZE)', 'CHECKPOINT']) await this.#connection.execute(command);
    });
  }

  poolUse(): PoolUse {
    const in_use = Math.min(this.#users, 1);
    return { size: 1, in_use, idle: 1 - in_use, waiting: this.#users - in_use };
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    await this.#exclusive(() => this.#closeEngine());
    this.#isClosed = true;
  }

  /** One user of the connection at a time, in order of asking. */
  #exclusive<Result>(work: () => Promise<Result>): Promise<Result> {
    this.#users += 1;
    const turn = this.#tail.then(() => {
      if (this.#isClosed) throw new AppError('DATABASE_UNAVAILABLE', 'the database is closed');
      return work();
    });
    const end = () => {
      this.#users -= 1;
    };
    this.#tail = turn.then(end, end);
    return turn;
  }
}

/** BEGIN travels with the first statement, so that a transaction costs one message more than its statements. */
class PgliteTransaction implements Queryable {
  readonly #connection: PgliteConnection;
  readonly #opening: readonly Statement[];
  #isOpen = false;

  constructor(connection: PgliteConnection, { tenantId }: TransactionOptions) {
    this.#connection = connection;
    this.#opening = tenantId === undefined ? [BEGIN] : [BEGIN, setTenant(tenantId)];
  }

  query<Row>(sql: string, parameters: readonly unknown[] = []): Promise<Row[]> {
    const opening = this.#isOpen ? [] : this.#opening;
    this.#isOpen = true;
    return this.#connection.run<Row>([...opening, { sql, parameters }]);
  }

  async execute(script: string): Promise<void> {
    if (!this.#isOpen) await this.#connection.run(this.#opening);
    this.#isOpen = true;
    await this.#connection.execute(script);
  }

  async end(command: 'COMMIT' | 'ROLLBACK'): Promise<void> {
    if (this.#isOpen) await this.#connection.run([{ sql: command }]);
    this.#isOpen = false;
  }
}

async function readWalPosition(connection: PgliteConnection): Promise<number> {
  const sql = "SELECT pg_current_wal_insert_lsn() - '0/0' AS position";
  const [row] = await connection.run<{ position: number }>([{ sql }]);
  return row!.position;
}

function setTenant(tenantId: string): Statement {
  return { sql: "SELECT set_config('app.tenant_id', $1, true)", parameters: [tenantId] };
}
