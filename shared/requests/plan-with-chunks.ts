import { LIMITS } from '../contracts/limits.ts';
import type { PlannedJob } from '../contracts/plan.ts';
import type { SpecDocument } from '../contracts/spec-document.ts';
import type { JobEstimate } from '../planning/estimate-job.ts';
import type { SampledRows } from '../planning/joined-rows.ts';
import { specHash } from '../spec/spec-hash.ts';
import { planWithPauses } from './plan-with-pauses.ts';

/** How large chunks shall be; both absent: as large as planning thinks right. */
export interface ChunkSize {
  readonly rows?: number;
  readonly partBytes?: number;
}

/** The plan with the configured chunk size where the spec names none; what the spec is called does not change by it. */
export async function planWithChunks(
  { spec, sampled }: { readonly spec: SpecDocument; readonly sampled?: readonly SampledRows[] | undefined },
  estimate: JobEstimate,
  size: ChunkSize,
): Promise<PlannedJob> {
  const rows = size.rows ?? rowsOfBytes(size.partBytes, estimate);
  if (spec.output.chunk_rows !== undefined || rows === undefined) return planWithPauses(spec, sampled);
  const chunk_rows = Math.min(rows, LIMITS.chunkRowsMax);
  const planned = await planWithPauses({ ...spec, output: { ...spec.output, chunk_rows } }, sampled);
  return { ...planned, plan: { ...planned.plan, spec_hash: specHash(spec) } };
}

function rowsOfBytes(partBytes: number | undefined, { bytes, num_records }: JobEstimate): number | undefined {
  if (partBytes === undefined || bytes === 0) return undefined;
  const rows = Math.floor((partBytes * num_records) / bytes);
  return Math.max(64, rows - (rows % 64));
}
