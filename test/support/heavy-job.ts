import { planHash } from '../../shared/planning/plan-hash.ts';
import { planJob } from '../../shared/planning/plan-job.ts';
import { normaliseSpec } from '../../shared/spec/normalise-spec.ts';
import type { SubmittedJob } from '../../shared/tasks/submit-job.ts';

const CHUNK_ROWS = 50_000;

/** A CSV file in chunks of 5.9 MB that few values fill; each goes straight into the file's upload. */
export function heavyJob(chunks: number): SubmittedJob {
  const uuid = (name: string) => ({ name, kind: 'uuid' });
  const columns = [{ name: 'id', kind: 'sequence' }, uuid('a'), uuid('b'), uuid('c')];
  const tables = { data: { num_records: chunks * CHUNK_ROWS, columns } };
  const output = { format: 'csv', chunk_rows: CHUNK_ROWS };
  const spec = normaliseSpec({ generator_type: 'tabular', tables, seed: 7, output }, { seed: 7 });
  const { plan, blockSums } = planJob(spec);
  const direct = { ...plan, tables: plan.tables.map((table) => ({ ...table, merge: 'direct' as const })) };
  return { tenantId: 'default', spec, plan: direct, blockSums, planHash: planHash(direct) };
}
