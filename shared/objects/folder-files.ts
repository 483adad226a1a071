import { type BigIntStats, fstatSync, futimesSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { copyFile, type FileHandle, link, mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AppError } from '../errors/app-error.ts';
import type { ObjectInfo } from './object-store.ts';
import { storageError } from './storage-error.ts';

/** Begins with a dot, as no key segment does. */
const TEMPORARY_FOLDER = '.tmp';
/** A folder can be pruned between its creation and the rename into it; this often in a row it cannot. */
const PUBLISH_ATTEMPTS = 5;

export interface PublishOptions {
  readonly ifAbsent: boolean;
  readonly isDurable: boolean;
}

/** Makes the folder for unfinished files; with `sweepOlderThanMs`, removes those that a crash left there. */
export function openTemporaryFolder(folder: string, sweepOlderThanMs: number | undefined): string {
  const temporary = join(folder, TEMPORARY_FOLDER);
  mkdirSync(temporary, { recursive: true });
  if (sweepOlderThanMs === undefined) return temporary;
  for (const name of readdirSync(temporary)) {
    const path = join(temporary, name);
    const modifiedMs = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
    if (modifiedMs <= Date.now() - sweepOlderThanMs) rmSync(path, { recursive: true, force: true });
  }
  return temporary;
}

/** Writes a temporary file with `write`, then moves it to `target` in one step. */
export async function publishFile(
  paths: { readonly temporary: string; readonly target: string; readonly key: string },
  options: PublishOptions,
  write: (handle: FileHandle) => Promise<void>,
): Promise<ObjectInfo> {
  try {
    const handle = await open(paths.temporary, 'wx');
    let stats: BigIntStats;
    try {
      await write(handle);
      stats = await sealFile(handle, options);
    } finally {
      await handle.close();
    }
    await moveIntoPlace(paths.temporary, paths.target, options);
    return objectInfo(paths.key, stats);
  } catch (error) {
    await rm(paths.temporary, { force: true });
    throw storageError(error, paths.key);
  }
}

/** Moves a file that was written elsewhere to `target` in one step; its owner closes and, after a failure, removes it. */
export async function publishWritten(
  { path, handle }: { readonly path: string; readonly handle: FileHandle },
  { target, key }: { readonly target: string; readonly key: string },
  options: PublishOptions,
): Promise<ObjectInfo> {
  try {
    const stats = await sealFile(handle, options);
    await moveIntoPlace(path, target, options);
    return objectInfo(key, stats);
  } catch (error) {
    throw storageError(error, key);
  }
}

/** Errors of file systems that have no links, or no more of them for this file. */
const LINKLESS: ReadonlySet<unknown> = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'EMLINK', 'EXDEV', 'ENOSYS']);

/** The file at `source` under a second name as well, in one step: files are replaced, never changed. */
export async function linkFile(
  source: string,
  paths: { readonly temporary: string; readonly target: string; readonly key: string },
  { sourceKey, isDurable }: { readonly sourceKey: string; readonly isDurable: boolean },
): Promise<ObjectInfo> {
  try {
    if (!(await stat(source)).isFile()) throw new AppError('FILE_NOT_FOUND', `object ${sourceKey} does not exist`);
    await link(source, paths.temporary).catch((error: NodeJS.ErrnoException) => {
      if (LINKLESS.has(error.code)) return copyFile(source, paths.temporary);
      throw error;
    });
    await moveIntoPlace(paths.temporary, paths.target, { ifAbsent: false, isDurable });
    return objectInfo(paths.key, await stat(paths.target, { bigint: true }));
  } catch (error) {
    throw storageError(error, (error as NodeJS.ErrnoException).code === 'ENOENT' ? sourceKey : paths.key);
  } finally {
    // two names of one file: then a rename leaves both
    await rm(paths.temporary, { force: true });
  }
}

/**
 * The last touch before a file is moved. The file system's clock ticks in milliseconds; the stamp is finer, so that two
 * objects in a row never share an etag.
 */
async function sealFile(handle: FileHandle, { isDurable }: PublishOptions): Promise<BigIntStats> {
  const nowSeconds = (performance.timeOrigin + performance.now()) / 1000;
  // an open file's times and size wait for no disk: a trip through the thread pool would cost more
  futimesSync(handle.fd, nowSeconds, nowSeconds);
  if (isDurable) await handle.sync();
  return fstatSync(handle.fd, { bigint: true });
}

/** Writes every slice; a full disk can cut a write short, and the next one then says why. */
export async function writeSlices(handle: FileHandle, slices: readonly Uint8Array[], start: number): Promise<number> {
  let position = start;
  let rest = slices.filter((slice) => slice.length > 0);
  while (rest.length > 0) {
    const { bytesWritten } = await handle.writev(rest, position);
    position += bytesWritten;
    rest = dropBytes(rest, bytesWritten);
  }
  return position - start;
}

/** The etag names the inode, the size and the moment of writing: another one for every put. */
export function objectInfo(key: string, stats: BigIntStats): ObjectInfo {
  const etag = [stats.ino, stats.size, stats.mtimeNs / 1000n].map((part) => part.toString(16)).join('-');
  return { key, bytes: Number(stats.size), etag, modifiedAt: new Date(Number(stats.mtimeMs)) };
}

async function moveIntoPlace(temporary: string, target: string, options: PublishOptions): Promise<void> {
  const folder = dirname(target);
  let created: string | undefined;
  for (let attempt = 1; ; attempt++) {
    try {
      await (options.ifAbsent ? link(temporary, target) : rename(temporary, target));
      break;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || attempt === PUBLISH_ATTEMPTS) throw error;
      created = (await mkdir(folder, { recursive: true })) ?? created;
    }
  }
  if (options.ifAbsent) await rm(temporary);
  if (options.isDurable) await syncFolders(folder, created);
}

/** A new file is durable when its folder is, and that when every folder made for it is. */
async function syncFolders(folder: string, created: string | undefined): Promise<void> {
  const top = created === undefined ? folder : dirname(created);
  for (let path = folder; path.length >= top.length; path = dirname(path)) {
    const handle = await open(path, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
    if (path === dirname(path)) return;
  }
}

function dropBytes(slices: readonly Uint8Array[], bytes: number): Uint8Array[] {
  let left = bytes;
  const rest: Uint8Array[] = [];
  for (const slice of slices) {
    if (left < slice.length) rest.push(slice.subarray(left));
    left = Math.max(0, left - slice.length);
  }
  return rest;
}
