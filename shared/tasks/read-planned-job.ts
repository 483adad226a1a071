import type { PlannedJob } from '../contracts/plan.ts';
import { AppError } from '../errors/app-error.ts';
import type { JobStore, PlanKey } from '../jobs/job-store.ts';
import { blockSumsKey } from '../objects/object-keys.ts';
import type { ObjectStore } from '../objects/object-store.ts';
import { decodeBlockSums } from '../planning/block-sums.ts';
import { countedKeys, recountBlocks } from '../planning/counted-keys.ts';
import { runInTurns } from './run-in-turns.ts';
import { storeBlockSums } from './store-block-sums.ts';

/** A plan with the sums that it names; for any number of askers they are read once. Errors: JOB_NOT_FOUND. */
export type ReadPlannedJob = (tenantId: string, planHash: string) => Promise<PlannedJob>;

export interface PlannedJobSources {
  readonly jobs: Pick<JobStore, 'readPlan'>;
  readonly objects: Pick<ObjectStore, 'read' | 'put'>;
}

/** As many as worker threads keep. */
const PLANS_KEPT = 8;

/**
 * Reads plans for those that make rows. Sums that are missing, or are not those that the plan names, are counted again
 * and stored again: they only ever save time.
 */
export function createPlannedJobReader(sources: PlannedJobSources): ReadPlannedJob {
  const kept = new Map<string, Promise<PlannedJob>>();

  function remember(name: string, reading: Promise<PlannedJob>): void {
    kept.set(name, reading);
    reading.catch(() => {
      if (kept.get(name) === reading) kept.delete(name);
    });
    const oldest = kept.keys().next().value;
    if (kept.size > PLANS_KEPT && oldest !== undefined) kept.delete(oldest);
  }

  return (tenantId, planHash) => {
    const name = `${tenantId}/${planHash}`;
    const known = kept.get(name);
    if (known !== undefined) return known;
    const reading = readPlannedJob({ tenantId, planHash }, sources);
    remember(name, reading);
    return reading;
  };
}

async function readPlannedJob(address: PlanKey, { jobs, objects }: PlannedJobSources): Promise<PlannedJob> {
  const plan = await jobs.readPlan(address.tenantId, address.planHash);
  const blockSums = new Map<string, Float64Array>();
  const hashes = new Set(countedKeys(plan).map(({ children }) => children.block_sums));
  for (const hash of hashes) {
    const sums = await readBlockSums(address, hash, objects);
    if (sums !== undefined) blockSums.set(hash, sums);
  }
  if (blockSums.size === hashes.size) return { plan, blockSums };
  const counted = await runInTurns(recountBlocks(plan));
  await storeBlockSums(address, counted, objects);
  return { plan, blockSums: counted };
}

async function readBlockSums(
  { tenantId, planHash }: PlanKey,
  hash: string,
  objects: Pick<ObjectStore, 'read'>,
): Promise<Float64Array | undefined> {
  try {
    return decodeBlockSums(await objects.read(blockSumsKey(tenantId, planHash, hash)), hash);
  } catch (thrown) {
    if (thrown instanceof AppError && thrown.code === 'FILE_NOT_FOUND') return undefined;
    throw thrown;
  }
}
