import type { PlannedJob } from '../contracts/plan.ts';
import type { JobStore, PlanKey } from '../jobs/job-store.ts';
import { ifFound } from '../objects/if-found.ts';
import { blockSumsKey } from '../objects/object-keys.ts';
import type { ObjectStore } from '../objects/object-store.ts';
import { decodeBlockSums } from '../planning/block-sums.ts';
import { countedKeys, recountBlocks } from '../planning/counted-keys.ts';
import { RecentPromises } from './recent-promises.ts';
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
  const kept = new RecentPromises<PlannedJob>(PLANS_KEPT);
  return (tenantId, planHash) => {
    const name = `${tenantId}/${planHash}`;
    return kept.find(name) ?? kept.keep(name, readPlannedJob({ tenantId, planHash }, sources));
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
  const bytes = await ifFound(objects.read(blockSumsKey(tenantId, planHash, hash)));
  return bytes && decodeBlockSums(bytes, hash);
}
