import { datasetIdOf, type StorageTier } from '../../shared/contracts/dataset-id.ts';
import { AppError } from '../../shared/errors/app-error.ts';
import type { JobKey, JobStore } from '../../shared/jobs/job-store.ts';
import { deleteFromTier, findDatasetFile } from '../../shared/objects/dataset-objects.ts';
import { datasetPrefix, encodeFileName } from '../../shared/objects/object-keys.ts';
import type { ObjectStore } from '../../shared/objects/object-store.ts';

/** Ages of datasets, since their job has ended, and how an object store shall keep them. */
export interface TierRules {
  /** A dataset is warm from this age on; 0: it stays hot. */
  readonly hotDays: number;
  /** And cold from this one on; 0: it stays warm. */
  readonly warmDays: number;
  /** The store's own; absent: its default. */
  readonly warmClass?: string | undefined;
  readonly coldClass?: string | undefined;
}

export interface TierDependencies {
  readonly jobs: Pick<
    JobStore,
    'getManifest' | 'listInTier' | 'changeTier' | 'listLeftTiers' | 'forgetLeftTier' | 'getJob'
  >;
  readonly objects: ObjectStore;
  readonly tiers: TierRules;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

interface Move {
  readonly from: StorageTier;
  readonly to: StorageTier;
  readonly days: number;
  readonly storageClass: string | undefined;
}

const DATASETS_AT_ONCE = 100;
/** What is left then waits for the next tick. */
const MOVE_MS = 20_000;
/** Who found a file in the tier that was left may read it for so long. */
const LEFT_SECONDS = 3_600;
const MANIFEST_NAME = 'manifest.json';

/**
 * Moves datasets to the tier of their age: copies first, then one compare-and-set, and an hour later the old objects go.
 * Repeated from the start by whoever comes after a crash; answers how many datasets moved.
 */
export async function moveTiers(dependencies: TierDependencies): Promise<number> {
  const { jobs, tiers, now } = dependencies;
  const endMs = now() + MOVE_MS;
  let moved = 0;
  for (const move of movesOf(tiers)) {
    for (const key of await jobs.listInTier(move.from, move.days, DATASETS_AT_ONCE)) {
      if (now() >= endMs) break;
      if (await moveDataset(key, move, dependencies)) moved += 1;
    }
  }
  await deleteLeft(dependencies);
  return moved;
}

/** What is old enough for the last tier goes there at once. */
function movesOf({ hotDays, warmDays, warmClass, coldClass }: TierRules): Move[] {
  if (hotDays === 0) return [];
  const toWarm = { from: 'hot', to: 'warm', days: hotDays, storageClass: warmClass } as const;
  if (warmDays === 0) return [toWarm];
  const toCold = { to: 'cold', days: warmDays, storageClass: coldClass } as const;
  return [{ from: 'hot', ...toCold }, toWarm, { from: 'warm', ...toCold }];
}

/** False when there was nothing to move any more, or its objects cannot be read now. */
async function moveDataset(key: JobKey, move: Move, dependencies: TierDependencies): Promise<boolean> {
  const { jobs, objects } = dependencies;
  try {
    await copyFiles(key, move, dependencies);
    if (await jobs.changeTier(key, move)) return true;
    await deleteUnlessKnown(key, move.to, { jobs, objects });
    return false;
  } catch (error) {
    const isOfOne = error instanceof AppError && NOT_NOW.has(error.code);
    if (isOfOne) return false;
    throw error;
  }
}

/** Deleted meanwhile, moved meanwhile, or archived: of this dataset, not of the store. */
const NOT_NOW: ReadonlySet<string> = new Set([
  'JOB_NOT_FOUND',
  'JOB_STATE_CONFLICT',
  'FILE_NOT_FOUND',
  'CORRUPT_PART',
  'OBJECT_ARCHIVED',
]);

/** An object that is there already was copied whole by an earlier try: objects of a dataset never change. */
async function copyFiles(
  { tenantId, jobId }: JobKey,
  { from, to, storageClass }: Move,
  { jobs, objects }: TierDependencies,
): Promise<void> {
  const { tables } = await jobs.getManifest(tenantId, jobId);
  const datasetId = datasetIdOf(jobId);
  const names = [...tables.flatMap(({ files }) => files.map(({ name }) => name)), MANIFEST_NAME];
  for (const name of names) {
    const targetKey = datasetPrefix(tenantId, datasetId, to) + encodeFileName(name);
    const source = await findDatasetFile(objects, { tenantId, datasetId, tier: from }, name);
    if (source === undefined) throw new AppError('FILE_NOT_FOUND', `file ${name} of job ${jobId} is not there`);
    if ((await objects.find(targetKey))?.bytes === source.bytes) continue;
    await objects.copy(source.key, targetKey, storageClass === undefined ? {} : { storageClass });
  }
}

/** A job that was deleted while its files were copied leaves nothing. */
async function deleteUnlessKnown(
  { tenantId, jobId }: JobKey,
  tier: StorageTier,
  { jobs, objects }: Pick<TierDependencies, 'jobs' | 'objects'>,
): Promise<void> {
  try {
    await jobs.getJob(tenantId, jobId);
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'JOB_NOT_FOUND') throw error;
    await deleteFromTier(objects, { tenantId, datasetId: datasetIdOf(jobId), tier });
  }
}

async function deleteLeft({ jobs, objects }: TierDependencies): Promise<void> {
  for (const left of await jobs.listLeftTiers(LEFT_SECONDS, DATASETS_AT_ONCE)) {
    const { tenantId, jobId, tier } = left;
    await deleteFromTier(objects, { tenantId, datasetId: datasetIdOf(jobId), tier });
    await jobs.forgetLeftTier(left);
  }
}
