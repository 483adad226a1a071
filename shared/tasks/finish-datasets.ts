import { type CheckCount, sumCheckCounts } from '../contracts/check-count.ts';
import { datasetIdOf } from '../contracts/dataset-id.ts';
import type { DatasetFile, DatasetManifest } from '../contracts/dataset-manifest.ts';
import type { Plan } from '../contracts/plan.ts';
import type { SchemaPin } from '../contracts/stored-schema.ts';
import { AppError } from '../errors/app-error.ts';
import { invariant } from '../errors/invariant.ts';
import { compileTable } from '../generation/compile-table.ts';
import type { JobKey, JobStore } from '../jobs/job-store.ts';
import { deleteBelow } from '../objects/delete-below.ts';
import { datasetPrefix, manifestKey, partsPrefix } from '../objects/object-keys.ts';
import type { ObjectStore } from '../objects/object-store.ts';
import { chunkCount } from '../planning/chunk-range.ts';
import { partFileName } from '../planning/file-name.ts';
import { partAsFile } from './merge-file.ts';

export interface FinishDependencies {
  readonly jobs: Pick<
    JobStore,
    'listFinishable' | 'getJob' | 'readPlan' | 'readFiles' | 'readParts' | 'finishJob' | 'markPartsDeleted'
  >;
  readonly objects: ObjectStore;
}

/** Jobs looked at in one go. */
const JOBS_AT_ONCE = 20;

/**
 * Ends every job whose files are all there: manifest object, job, then the parts go. Each step can be repeated, so it
 * does not matter how many do this at once or where one of them stopped. Answers the jobs it ended.
 */
export async function finishDatasets({ jobs, objects }: FinishDependencies): Promise<JobKey[]> {
  const finishable = await jobs.listFinishable(JOBS_AT_ONCE);
  for (const key of finishable) await finishDataset(key, { jobs, objects });
  return finishable;
}

async function finishDataset({ tenantId, jobId }: JobKey, { jobs, objects }: FinishDependencies): Promise<void> {
  const { plan_hash, schema_name: name, schema_version: version } = await jobs.getJob(tenantId, jobId);
  const plan = await jobs.readPlan(tenantId, plan_hash);
  const files = await readFiles(plan, { tenantId, jobId }, jobs);
  const checks = await readChecks(plan, { tenantId, jobId }, jobs);
  const manifest = buildManifest(plan, plan_hash, {
    jobId,
    files,
    checks,
    ...(name !== null && version !== null && { schema: { name, version } }),
  });
  const body = new TextEncoder().encode(`${JSON.stringify(manifest, undefined, 2)}\n`);
  await objects.put(manifestKey(tenantId, manifest.dataset_id), [body]);
  if (!(await jobs.finishJob(tenantId, jobId, manifest)) && (await hasNoResult(jobs, { tenantId, jobId })))
    return deleteBelow(objects, datasetPrefix(tenantId, manifest.dataset_id));
  await deleteBelow(objects, partsPrefix(tenantId, jobId));
  await jobs.markPartsDeleted(tenantId, jobId);
}

interface TableFile {
  readonly table: number;
  readonly file: DatasetFile;
}

/** The files that were merged, or the parts themselves where they stay parts. */
async function readFiles(
  plan: Plan,
  { tenantId, jobId }: JobKey,
  jobs: Pick<JobStore, 'readFiles' | 'readParts'>,
): Promise<TableFile[]> {
  if (plan.output.layout === 'file') return jobs.readFiles(tenantId, jobId);
  const files: TableFile[] = [];
  for (const table of plan.tables) {
    const chunks = { table: table.index, chunk_start: 0, chunk_end: chunkCount(table) };
    const parts = await jobs.readParts(tenantId, jobId, chunks);
    invariant(parts.length === chunks.chunk_end, 'a job ends when all its chunks have ended');
    for (const part of parts) {
      const name = partFileName(table.name, part.chunk_index, plan.output);
      files.push({ table: table.index, file: partAsFile(name, part) });
    }
  }
  return files;
}

/** Manifests of parts held at a time. */
const SLICE_CHUNKS = 500;

/** What the checks of each table have cost, by the table's index. */
async function readChecks(
  plan: Plan,
  { tenantId, jobId }: JobKey,
  jobs: Pick<JobStore, 'readParts'>,
): Promise<CheckCount[][]> {
  const counts: CheckCount[][] = plan.tables.map(() => []);
  for (const table of plan.tables) {
    if (!table.groups.some((group) => group.kind === 'related' && group.checks !== undefined)) continue;
    const chunkEnd = chunkCount(table);
    for (let start = 0; start < chunkEnd; start += SLICE_CHUNKS) {
      const slice = { table: table.index, chunk_start: start, chunk_end: Math.min(start + SLICE_CHUNKS, chunkEnd) };
      const parts = await jobs.readParts(tenantId, jobId, slice);
      counts[table.index] = sumCheckCounts([...counts[table.index]!, ...parts.flatMap((part) => part.checks ?? [])]);
    }
  }
  return counts;
}

/** Cancelled or deleted while its manifest was written; otherwise somebody else has finished it meanwhile. */
async function hasNoResult(jobs: Pick<JobStore, 'getJob'>, { tenantId, jobId }: JobKey): Promise<boolean> {
  try {
    return (await jobs.getJob(tenantId, jobId)).state !== 'succeeded';
  } catch (thrown) {
    if (thrown instanceof AppError && thrown.code === 'JOB_NOT_FOUND') return true;
    throw thrown;
  }
}

/** What a manifest tells beside the plan. */
export interface FinishedJob {
  readonly jobId: string;
  readonly files: readonly TableFile[];
  /** By table. */
  readonly checks: readonly (readonly CheckCount[])[];
  readonly schema?: SchemaPin;
}

/** What a reader of the dataset needs to know; holds no time and no host. */
export function buildManifest(
  plan: Plan,
  planHash: string,
  { jobId, files, checks, schema }: FinishedJob,
): DatasetManifest {
  return {
    manifest_version: 1,
    dataset_id: datasetIdOf(jobId),
    job_id: jobId,
    ...(schema !== undefined && { schema_name: schema.name, schema_version: schema.version }),
    spec_hash: plan.spec_hash,
    plan_hash: planHash,
    generation_version: plan.generation_version,
    seed: plan.seed,
    tables: plan.tables.map(({ index, name, num_records }) => ({
      name,
      num_records,
      columns: compileTable(plan, index).columns.map(({ name, kind, type }) => ({ name, kind, type: type.name })),
      files: files.filter(({ table }) => table === index).map(({ file }) => file),
      ...((checks[index]?.length ?? 0) > 0 && { checks: checks[index]!.map(withRate) }),
    })),
  };
}

/** The share of draws that a check has refused. */
function withRate({ name, draws, rejections }: CheckCount) {
  return { name, draws, rejections, rate: draws === 0 ? 0 : rejections / draws };
}
