import type { BlockSums } from '../contracts/plan.ts';
import type { PlanKey } from '../jobs/job-store.ts';
import { blockSumsKey } from '../objects/object-keys.ts';
import type { ObjectStore } from '../objects/object-store.ts';
import { encodeBlockSums } from '../planning/block-sums.ts';

/** Puts sums beside the plan that names them. Whoever does it again, or at the same time, writes the same bytes. */
export async function storeBlockSums(
  { tenantId, planHash }: PlanKey,
  blockSums: BlockSums,
  objects: Pick<ObjectStore, 'put'>,
): Promise<void> {
  for (const [hash, sums] of blockSums)
    await objects.put(blockSumsKey(tenantId, planHash, hash), [encodeBlockSums(sums)]);
}
