import type { Cache } from '../../shared/cache/cache.ts';
import type { Config } from '../../shared/config/config.ts';
import type { Database } from '../../shared/database/database.ts';
import { AppError } from '../../shared/errors/app-error.ts';
import type { JobKey, JobStore } from '../../shared/jobs/job-store.ts';
import type { Kernels } from '../../shared/kernels/kernels.ts';
import type { ObjectStore } from '../../shared/objects/object-store.ts';
import type { SchemaStore } from '../../shared/schemas/schema-store.ts';
import type { Log } from '../../shared/telemetry/log.ts';
import type { Metrics } from '../../shared/telemetry/metrics.ts';

/** What the generate function works with. Rows are made without a database; jobs need both stores. */
export interface GenerateDependencies {
  readonly config: Config;
  readonly metrics: Metrics;
  readonly log: Log;
  readonly version: string;
  /** Worker threads that jobs run on here. */
  readonly workers: number;
  /** 0..2^53-1, for specs that name no seed. */
  readonly drawSeed: () => number;
  /** A new instance of the kernels with a memory of its own. */
  readonly createKernels: () => Kernels;
  readonly stores?: JobStores;
  /** Absent: every answer is made anew. */
  readonly cache?: Cache | undefined;
  /** Throws when this process should work on tasks and does not. */
  readonly checkProcessing?: () => void;
  /** Aborts when the server stops. */
  readonly stopping: AbortSignal;
}

export interface JobStores {
  readonly database: Database;
  readonly jobs: JobStore;
  readonly objects: ObjectStore;
  readonly schemas: Pick<SchemaStore, 'readVersion'>;
  /** Tells workers that there is something to do for a job; may be lost. */
  ring(job: JobKey): void;
}

/** The stores, or DATABASE_UNAVAILABLE where this process was started without a database. */
export function requireStores({ stores }: GenerateDependencies): JobStores {
  if (stores !== undefined) return stores;
  throw new AppError(
    'DATABASE_UNAVAILABLE',
    'this process was started without a database: jobs need DATABASE_URL, rows are answered without',
  );
}
