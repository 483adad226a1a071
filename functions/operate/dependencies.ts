import type { Cache } from '../../shared/cache/cache.ts';
import type { Config } from '../../shared/config/config.ts';
import type { Database } from '../../shared/database/database.ts';
import type { JobStore } from '../../shared/jobs/job-store.ts';
import type { ObjectStore } from '../../shared/objects/object-store.ts';
import type { Metrics } from '../../shared/telemetry/metrics.ts';

/** What the operate function looks at. Absent stores are reported, not invented. */
export interface OperateDependencies {
  readonly config: Config;
  readonly metrics: Metrics;
  readonly version: string;
  /** Worker threads in force (`generation.parallel_workers` may say "as many as cores"). */
  readonly workers: number;
  /** `performance.now()` when the process began to serve. */
  readonly startedMs: number;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly stores?: {
    readonly database: Database;
    readonly jobs: Pick<JobStore, 'readLoad'>;
    readonly objects: ObjectStore;
  };
  /** Asked whether it answers, and how much it keeps. */
  readonly cache?: Pick<Cache, 'check' | 'memoryBytes'> | undefined;
  /** Throws when this process should work on tasks and does not. */
  readonly checkProcessing?: () => void;
  /** Generations running in requests of this process. */
  readonly activeGenerations: () => number;
}
