import { STORAGE_TIERS, type StorageTier } from '../contracts/dataset-id.ts';
import { deleteBelow } from './delete-below.ts';
import { datasetPrefix, encodeFileName, untieredPrefix } from './object-keys.ts';
import type { ObjectInfo, ObjectStore } from './object-store.ts';

/** A dataset in the tier where its files lie. */
export interface DatasetPlace {
  readonly tenantId: string;
  readonly datasetId: string;
  readonly tier: StorageTier;
}

/** The object of a file that the manifest names. */
export async function findDatasetFile(
  objects: Pick<ObjectStore, 'find'>,
  { tenantId, datasetId, tier }: DatasetPlace,
  fileName: string,
): Promise<ObjectInfo | undefined> {
  const name = encodeFileName(fileName);
  const found = await objects.find(datasetPrefix(tenantId, datasetId, tier) + name);
  if (found !== undefined || tier !== 'hot') return found;
  return objects.find(untieredPrefix(tenantId, datasetId) + name);
}

/** Deletes the objects of a dataset in one tier. */
export async function deleteFromTier(objects: ObjectStore, { tenantId, datasetId, tier }: DatasetPlace): Promise<void> {
  await deleteBelow(objects, datasetPrefix(tenantId, datasetId, tier));
  if (tier === 'hot') await deleteBelow(objects, untieredPrefix(tenantId, datasetId));
}

/** Deletes the objects of a dataset wherever they lie. */
export async function deleteDataset(objects: ObjectStore, tenantId: string, datasetId: string): Promise<void> {
  for (const tier of STORAGE_TIERS) await deleteFromTier(objects, { tenantId, datasetId, tier });
}
