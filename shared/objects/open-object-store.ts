import { createFolderObjectStore } from './folder-object-store.ts';
import type { ObjectStore } from './object-store.ts';
import type { ObjectStoreAddress } from './object-store-address.ts';

export interface OpenOptions {
  /** A folder: removes unfinished files older than this at once; see `FolderOptions`. */
  readonly sweepOlderThanMs?: number;
}

/** The store at an address. Opening waits for nothing and proves nothing: the first operation does. */
export function openObjectStore(address: ObjectStoreAddress, options: OpenOptions = {}): ObjectStore {
  return createFolderObjectStore(address.folder, { isDurable: address.isDurable, ...options });
}
