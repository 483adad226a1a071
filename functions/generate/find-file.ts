import { TENANT_ID } from '../../shared/contracts/tenant-id.ts';
import { AppError } from '../../shared/errors/app-error.ts';
import type { ServedFile } from '../../shared/http/file-response.ts';
import { findDatasetFile } from '../../shared/objects/dataset-objects.ts';
import { archivedError } from '../../shared/objects/storage-error.ts';
import type { JobStores } from './dependencies.ts';
import { mediaTypeOfFile } from './media-types.ts';

export interface StoredFile extends ServedFile {
  /** Of its object. */
  readonly key: string;
}

/**
 * A file of a job's dataset by the name that its manifest gives it. Only names in the manifest are looked up, so a
 * name that is a path leads nowhere.
 */
export async function findFile({ jobs, objects }: JobStores, jobId: string, name: string): Promise<StoredFile> {
  const manifest = await jobs.getManifest(TENANT_ID, jobId);
  const isListed = manifest.tables.some(({ files }) => files.some((file) => file.name === name));
  const missing = new AppError('FILE_NOT_FOUND', `the dataset of job ${jobId} has no such file; see its result`);
  if (!isListed) throw missing;
  const { dataset_id: datasetId, storage_tier: tier = 'hot' } = manifest;
  const found = await findDatasetFile(objects, { tenantId: TENANT_ID, datasetId, tier }, name);
  if (found === undefined) throw missing;
  if (found.isArchived) throw archivedError(found.key);
  return {
    key: found.key,
    name,
    bytes: found.bytes,
    etag: found.etag,
    contentType: mediaTypeOfFile(name),
    modifiedAt: found.modifiedAt,
    read: (start, end) => objects.stream(found.key, { start, end }),
  };
}
