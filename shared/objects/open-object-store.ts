import { createFolderObjectStore } from './folder-object-store.ts';
import type { ObjectStore } from './object-store.ts';
import type { ObjectStoreAddress } from './object-store-address.ts';
import { createS3ObjectStore } from './s3/s3-object-store.ts';

export interface OpenOptions {
  /** A folder: removes unfinished files older than this at once; see `FolderOptions`. */
  readonly sweepOlderThanMs?: number;
  /** S3: how long one call is repeated while the store does not answer; see `S3Options`. */
  readonly patienceMs?: number;
}

/** The store at an address. Opening waits for nothing and proves nothing: the first operation does. */
export function openObjectStore(address: ObjectStoreAddress, options: OpenOptions = {}): ObjectStore {
  const { sweepOlderThanMs, patienceMs } = options;
  if (address.kind === 's3') return createS3ObjectStore(address, { ...(patienceMs !== undefined && { patienceMs }) });
  const { folder, isDurable } = address;
  return createFolderObjectStore(folder, { isDurable, ...(sweepOlderThanMs !== undefined && { sweepOlderThanMs }) });
}
