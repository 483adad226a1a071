import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { type CheckCount, sumCheckCounts } from '../../shared/contracts/check-count.ts';
import { datasetIdOf } from '../../shared/contracts/dataset-id.ts';
import type { DatasetFile, DatasetManifest } from '../../shared/contracts/dataset-manifest.ts';
import type { PartManifest } from '../../shared/contracts/part-manifest.ts';
import type { Plan, PlannedJob } from '../../shared/contracts/plan.ts';
import type { MergeRange } from '../../shared/contracts/task.ts';
import { AppError } from '../../shared/errors/app-error.ts';
import { mergePartsOf } from '../../shared/formats/merge-parts.ts';
import { compileKernels } from '../../shared/kernels/wasm-kernels.ts';
import { createFolderObjectStore } from '../../shared/objects/folder-object-store.ts';
import { datasetFileKey, datasetPrefix, manifestKey } from '../../shared/objects/object-keys.ts';
import type { ObjectStore } from '../../shared/objects/object-store.ts';
import { requireSpace } from '../../shared/objects/require-space.ts';
import { estimateJob } from '../../shared/planning/estimate-job.ts';
import { mergeRanges } from '../../shared/planning/merge-ranges.ts';
import { planHash } from '../../shared/planning/plan-hash.ts';
import { buildManifest } from '../../shared/tasks/finish-datasets.ts';
import { mergeFile, partAsFile } from '../../shared/tasks/merge-file.ts';
import { createWorkerPool } from '../../shared/workers/worker-pool.ts';
import { runChunks } from './local-chunks.ts';

export interface LocalJobOptions extends PlannedJob {
  /** The file to make; with layout `parts`, or when the table needs several files, the folder. */
  readonly outputPath: string;
  /** Worker threads. */
  readonly workers: number;
  /** Several times a second while rows are made, and once when merging begins. */
  readonly onProgress?: (progress: LocalProgress) => void;
  /** Aborting stops at the end of a page and leaves nothing behind; the job rejects with CANCELLED. */
  readonly signal?: AbortSignal;
}

export interface LocalProgress {
  readonly step: 'chunk' | 'merge';
  readonly rowsDone: number;
  readonly numRecords: number;
}

export interface LocalResult {
  readonly manifest: DatasetManifest;
  /** What was made: a file, or a folder with `manifest.json`. */
  readonly path: string;
  readonly parts: number;
}

/** Keys of a run that has no server: they vanish with its work folder. */
const OWNER = { tenantId: 'local', jobId: 'job_local' } as const;

/**
 * A whole job in this process, without server and database: the same plan, chunk and merge code, and a queue in
 * memory. Everything lies in the folder `<output>.partial` until the end, when the result is renamed out of it.
 */
export async function runLocalJob(options: LocalJobOptions): Promise<LocalResult> {
  const outputPath = resolve(options.outputPath);
  const workFolder = `${outputPath}.partial`;
  await prepareWorkFolder(outputPath, workFolder);
  try {
    const objects = createFolderObjectStore(workFolder, { isDurable: false, sweepOlderThanMs: 0 });
    await requireSpace(objects, estimateJob(options.plan).bytes);
    const { files, parts, checks } = await makeFiles(workFolder, objects, options);
    const manifest = buildManifest(options.plan, planHash(options.plan), { jobId: OWNER.jobId, files, checks });
    await moveOut(manifest, { objects, workFolder, outputPath });
    return { manifest, path: outputPath, parts };
  } finally {
    await rm(workFolder, { recursive: true, force: true });
  }
}

async function makeFiles(
  folder: string,
  objects: ObjectStore,
  { plan, blockSums, workers, onProgress, signal = new AbortController().signal }: LocalJobOptions,
): Promise<{ files: { table: number; file: DatasetFile }[]; parts: number; checks: CheckCount[][] }> {
  const pool = createWorkerPool({
    workers,
    kernels: compileKernels(),
    objects: { kind: 'folder', folder, isDurable: false },
  });
  try {
    const numRecords = plan.tables.reduce((rows, table) => rows + table.num_records, 0);
    const report = (step: LocalProgress['step'], rowsDone: number) => onProgress?.({ step, rowsDone, numRecords });
    const work = { ...OWNER, planHash: planHash(plan), plan, blockSums };
    const parts = await runChunks(work, { pool, signal, onRows: (rows) => report('chunk', rows) });
    report('merge', numRecords);
    const files: { table: number; file: DatasetFile }[] = [];
    for (const range of mergeRanges(plan)) {
      const own = parts[range.table]!.slice(range.chunk_start, range.chunk_end);
      files.push({ table: range.table, file: await makeFile(plan, range, { objects, parts: own, signal }) });
    }
    const checks = parts.map((ofTable) => sumCheckCounts(ofTable.flatMap((part) => part.checks ?? [])));
    return { files, parts: parts.reduce((count, ofTable) => count + ofTable.length, 0), checks };
  } finally {
    await pool.close();
  }
}

async function makeFile(
  plan: Plan,
  range: MergeRange,
  { objects, parts, signal }: { objects: ObjectStore; parts: PartManifest[]; signal: AbortSignal },
): Promise<DatasetFile> {
  if (plan.output.layout === 'parts') return partAsFile(range.file_name, parts[0]!);
  return mergeFile(range, datasetFileKey(OWNER.tenantId, datasetIdOf(OWNER.jobId), range.file_name), {
    objects,
    readParts: async ({ chunk_start, chunk_end }) =>
      parts.slice(chunk_start - range.chunk_start, chunk_end - range.chunk_start),
    mergeParts: mergePartsOf(plan, range.table),
    signal,
  });
}

/** One file goes out alone, several as their folder with the manifest beside them. */
async function moveOut(
  manifest: DatasetManifest,
  { objects, workFolder, outputPath }: { objects: ObjectStore; workFolder: string; outputPath: string },
): Promise<void> {
  const datasetId = datasetIdOf(OWNER.jobId);
  const names = manifest.tables.flatMap(({ files }) => files.map(({ name }) => name));
  const [only] = names;
  if (only !== undefined && names.length === 1 && !only.includes('/')) {
    await rename(join(workFolder, datasetFileKey(OWNER.tenantId, datasetId, only)), outputPath);
    return;
  }
  const body = new TextEncoder().encode(`${JSON.stringify(manifest, undefined, 2)}\n`);
  await objects.put(manifestKey(OWNER.tenantId, datasetId), [body]);
  // A folder cannot be renamed over one with content: the caller has asked for its replacement.
  await rm(outputPath, { recursive: true, force: true });
  await rename(join(workFolder, datasetPrefix(OWNER.tenantId, datasetId)), outputPath);
}

/** Takes over what a killed run left, and nothing that is not ours. */
async function prepareWorkFolder(outputPath: string, workFolder: string): Promise<void> {
  if (!existsSync(dirname(outputPath)))
    throw new AppError('INVALID_REQUEST', `the folder ${dirname(outputPath)} does not exist; create it first`);
  if (existsSync(workFolder)) {
    const isOurs = readdirSync(workFolder).every((name) => name === 't' || name === '.tmp');
    if (!isOurs) throw new AppError('INVALID_REQUEST', `${workFolder} is in the way; move it or choose another output`);
    await rm(workFolder, { recursive: true });
  }
  mkdirSync(workFolder);
}
