import type { Plan } from '../../shared/contracts/plan.ts';
import type { GenerateDependencies } from './dependencies.ts';
import { createIdempotentAnswers, type IdempotentAnswers } from './idempotent-answers.ts';
import { createPrepareRequest, type PreparedRequest, type PrepareRequest } from './prepare-request.ts';
import { createRowSourcePool, type RowSourcePool } from './row-source-pool.ts';
import { createWorkSlots, type WorkSlots } from './work-slots.ts';

/** What the routes that make rows share, one per process. */
export interface Generator {
  readonly dependencies: GenerateDependencies;
  readonly prepare: PrepareRequest;
  readonly sources: RowSourcePool;
  readonly slots: WorkSlots;
  readonly answers: IdempotentAnswers;
}

export function createGenerator(dependencies: GenerateDependencies): Generator {
  const { config, createKernels } = dependencies;
  return {
    dependencies,
    prepare: createPrepareRequest(config.generation),
    sources: createRowSourcePool(createKernels),
    slots: createWorkSlots(config.generation.max_concurrent),
    answers: createIdempotentAnswers(() => performance.now()),
  };
}

/** `tabular_generation_duration_seconds{data_size}` of work done inside a request. */
export function dataSizeOf(plan: Plan): 'small' | 'medium' | 'large' {
  const rows = plan.tables.reduce((sum, table) => sum + table.num_records, 0);
  if (rows <= 50_000) return 'small';
  return rows <= 1_000_000 ? 'medium' : 'large';
}

/** Whether rows are answered at once; a job is made of what is larger. */
export function isSmall({ estimate }: PreparedRequest, { dependencies }: Generator): boolean {
  const { sync_max_rows, sync_max_bytes } = dependencies.config.generation;
  return estimate.num_records <= sync_max_rows && estimate.bytes <= sync_max_bytes;
}
