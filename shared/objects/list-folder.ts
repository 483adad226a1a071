import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { objectInfo } from './folder-files.ts';
import type { ObjectInfo } from './object-store.ts';
import { storageError } from './storage-error.ts';

export interface ListPage {
  readonly prefix: string;
  /** Only keys behind this one. */
  readonly after: string;
  readonly limit: number;
}

/** The files below `root` as objects, in the order of their keys, reading no more folders than the page needs. */
export async function listFolder(root: string, page: ListPage): Promise<ObjectInfo[]> {
  const found: ObjectInfo[] = [];
  for await (const key of walk(root, '', page)) {
    if (found.length === page.limit) break;
    const stats = await stat(join(root, key), { bigint: true }).catch(() => undefined);
    if (stats) found.push(objectInfo(key, stats));
  }
  return found;
}

async function* walk(root: string, folderKey: string, page: ListPage): AsyncGenerator<string> {
  for (const entry of await readEntries(join(root, folderKey))) {
    const key = folderKey + entry.name + (entry.isDirectory() ? '/' : '');
    const isInPrefix = key.startsWith(page.prefix) || (entry.isDirectory() && page.prefix.startsWith(key));
    if (!isInPrefix || entry.name.startsWith('.')) continue;
    if (!entry.isDirectory()) {
      if (key > page.after) yield key;
    } else if (key > page.after || page.after.startsWith(key)) yield* walk(root, key, page);
  }
}

/** Sorted as keys are: a folder counts with its slash. */
async function readEntries(folder: string): Promise<Dirent[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    const sortKey = (entry: Dirent) => entry.name + (entry.isDirectory() ? '/' : '');
    return entries.sort((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw storageError(error, 'list');
  }
}
