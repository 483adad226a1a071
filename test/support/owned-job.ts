import { planHash } from '../../shared/planning/plan-hash.ts';
import { planJob } from '../../shared/planning/plan-job.ts';
import { normaliseSpec } from '../../shared/spec/normalise-spec.ts';
import type { SubmittedJob } from '../../shared/tasks/submit-job.ts';

export interface OwnedJobOptions {
  /** Rows of the table that owns another; blocks of 65,536 of them have sums. */
  readonly parents: number;
  readonly chunkRows?: number;
}

/** A job of two tables, of which one owns the rows of the other: three for a parent on average, as CSV. */
export function ownedJob({ parents, chunkRows }: OwnedJobOptions): SubmittedJob {
  const owner = { kind: 'foreign_key', references: 'parents.id', children: [0, 6] };
  const tables = {
    parents: { num_records: parents, columns: { id: 'sequence' } },
    children: { columns: { id: 'sequence', owner, score: 'double' } },
  };
  const output = { format: 'csv', ...(chunkRows !== undefined && { chunk_rows: chunkRows }) };
  const spec = normaliseSpec({ tables, output }, { seed: 7 });
  const planned = planJob(spec);
  return { tenantId: 'default', spec, ...planned, planHash: planHash(planned.plan) };
}
