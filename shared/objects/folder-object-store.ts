import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { type FileHandle, open, readdir, rmdir, stat, statfs, unlink } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { AppError } from '../errors/app-error.ts';
import { linkFile, objectInfo, openTemporaryFolder, publishFile, publishWritten, writeSlices } from './folder-files.ts';
import { FolderUploads } from './folder-uploads.ts';
import { listFolder } from './list-folder.ts';
import { requireKey } from './object-keys.ts';
import type { ByteRange, ObjectInfo, ObjectStore, PutOptions } from './object-store.ts';
import { rangeError, storageError } from './storage-error.ts';

const STREAM_BYTES = 256 * 1024;
const LIST_LIMIT = 1_000;

export interface FolderOptions {
  /** Waits for the disk before an object counts as written. */
  readonly isDurable: boolean;
  /**
   * Removes unfinished files older than this at once: 0 where one process owns the folder, absent for further stores
   * on a folder that is in use (worker threads).
   */
  readonly sweepOlderThanMs?: number;
}

/**
 * Objects as files: the key is the path. A file is written under another name on the same file system and moved, so
 * readers see whole objects only. A copied range is read while the upload is open: its source must stay until the end.
 */
export function createFolderObjectStore(folder: string, options: FolderOptions): ObjectStore {
  const root = resolve(folder);
  mkdirSync(root, { recursive: true });
  const temporaryFolder = openTemporaryFolder(root, options.sweepOlderThanMs);
  const uploads = new FolderUploads(temporaryFolder);

  function pathOf(key: string): string {
    requireKey(key);
    return join(root, key);
  }

  async function publish(key: string, put: PutOptions | undefined, write: (handle: FileHandle) => Promise<void>) {
    const paths = { key, target: pathOf(key), temporary: join(temporaryFolder, randomUUID()) };
    return publishFile(paths, { ifAbsent: put?.ifAbsent === true, isDurable: options.isDurable }, write);
  }

  async function find(key: string): Promise<ObjectInfo | undefined> {
    try {
      const stats = await stat(pathOf(key), { bigint: true });
      return stats.isFile() ? objectInfo(key, stats) : undefined;
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw storageError(error, key);
    }
  }

  async function openRange(key: string, range: ByteRange | undefined) {
    const path = pathOf(key);
    try {
      const handle = await open(path, 'r');
      const stats = await handle.stat();
      const start = range?.start ?? 0;
      const problem = stats.isFile() ? undefined : new AppError('FILE_NOT_FOUND', `object ${key} does not exist`);
      const failure = problem ?? (start > stats.size ? rangeError(key, start, stats.size) : undefined);
      if (failure) {
        await handle.close();
        throw failure;
      }
      return { handle, start, end: Math.max(start, Math.min(range?.end ?? stats.size, stats.size)) };
    } catch (error) {
      throw storageError(isMissing(error) ? { code: 'ENOENT' } : error, key);
    }
  }

  async function* stream(key: string, range?: ByteRange): AsyncGenerator<Uint8Array> {
    const { handle, start, end } = await openRange(key, range);
    try {
      for (let position = start; position < end; ) {
        const piece = await readPiece(handle, position, Math.min(end, position + STREAM_BYTES));
        position += piece.length;
        yield piece;
      }
    } finally {
      await handle.close();
    }
  }

  return {
    find,
    stream,
    put: (key, body, put) =>
      publish(key, put, async (handle) => {
        await writeSlices(handle, body, 0);
      }),
    async copy(sourceKey, targetKey) {
      const paths = { key: targetKey, target: pathOf(targetKey), temporary: join(temporaryFolder, randomUUID()) };
      return linkFile(pathOf(sourceKey), paths, { sourceKey, isDurable: options.isDurable });
    },
    async read(key, range) {
      const { handle, start, end } = await openRange(key, range);
      try {
        return await readPiece(handle, start, end);
      } finally {
        await handle.close();
      }
    },
    async delete(keys) {
      for (const key of keys) await removeFile(pathOf(key), root, key);
    },
    async list(prefix, page = {}) {
      if (prefix !== '') requireKey(prefix.replace(/\/$/, ''));
      return listFolder(root, { prefix, after: page.after ?? '', limit: page.limit ?? LIST_LIMIT });
    },
    uploadPartBytesMin: 0,
    async createUpload(key) {
      requireKey(key);
      return uploads.create(key);
    },
    async putUploadPart(upload, partNumber, body) {
      try {
        return await uploads.putBody(upload, partNumber, body);
      } catch (error) {
        throw storageError(error, upload.key);
      }
    },
    async copyUploadPart(upload, partNumber, source) {
      const { start, end } = source.range;
      const info = await find(source.key);
      if (!info) throw new AppError('FILE_NOT_FOUND', `object ${source.key} does not exist`);
      if (source.ifMatch !== undefined && source.ifMatch !== info.etag)
        throw new AppError('CORRUPT_PART', `object ${source.key} is not the one that was recorded`);
      if (end > info.bytes) throw rangeError(source.key, end, info.bytes);
      return uploads.putCopy(upload, partNumber, { path: pathOf(source.key), start, end });
    },
    listUploadParts: async (upload) => uploads.list(upload),
    async completeUpload(upload, parts, put) {
      try {
        const file = await uploads.assemble(upload, parts);
        const publishing = { ifAbsent: put?.ifAbsent === true, isDurable: options.isDurable };
        const info = await publishWritten(file, { target: pathOf(upload.key), key: upload.key }, publishing);
        await uploads.end(upload);
        return info;
      } catch (error) {
        throw storageError(error, upload.key);
      }
    },
    abortUpload: (upload) => uploads.end(upload),
    listUploads: async () => [],
    presign: async () => undefined,
    async freeBytes() {
      const { bavail, bsize } = await statfs(root);
      return bavail * bsize;
    },
  };
}

async function readPiece(handle: FileHandle, start: number, end: number): Promise<Uint8Array> {
  const piece = Buffer.allocUnsafeSlow(end - start);
  let done = 0;
  while (done < piece.length) {
    const { bytesRead } = await handle.read(piece, done, piece.length - done, start + done);
    if (bytesRead === 0) throw new AppError('CORRUPT_PART', 'an object became shorter while it was read');
    done += bytesRead;
  }
  return piece;
}

/** Removes the file and every folder that is empty then; a folder that fills again meanwhile stays. */
async function removeFile(path: string, root: string, key: string): Promise<void> {
  try {
    await unlink(path);
    for (let folder = dirname(path); folder !== root; folder = dirname(folder)) {
      if ((await readdir(folder)).length > 0) return;
      await rmdir(folder);
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (isMissing(error) || code === 'ENOTEMPTY' || code === 'EEXIST') return;
    throw storageError(error, key);
  }
}

/** ENOTDIR: something above is a file, so nothing can be here. */
function isMissing(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ENOENT' || code === 'ENOTDIR';
}
