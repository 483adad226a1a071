import { randomUUID } from 'node:crypto';
import { AppError } from '../errors/app-error.ts';
import { requireKey } from './object-keys.ts';
import type { ByteRange, ObjectInfo, ObjectStore, PutOptions, Upload } from './object-store.ts';
import { rangeError } from './storage-error.ts';

interface MemoryObject {
  readonly content: Uint8Array;
  readonly info: ObjectInfo;
}

const LIST_LIMIT = 1_000;

/** Objects in this process's memory, for tests and for results that are small and short-lived. */
export function createMemoryObjectStore(): ObjectStore {
  const objects = new Map<string, MemoryObject>();
  const uploads = new Map<string, Map<number, MemoryObject>>();

  function get(key: string): MemoryObject {
    requireKey(key);
    const found = objects.get(key);
    if (!found) throw new AppError('FILE_NOT_FOUND', `object ${key} does not exist`);
    return found;
  }

  function cut(key: string, range: ByteRange | undefined): Uint8Array {
    const { content } = get(key);
    const start = range?.start ?? 0;
    if (start > content.length) throw rangeError(key, start, content.length);
    return content.slice(start, Math.max(start, range?.end ?? content.length));
  }

  function keep(key: string, content: Uint8Array, options: PutOptions | undefined): ObjectInfo {
    requireKey(key);
    if (options?.ifAbsent && objects.has(key)) throw new AppError('OBJECT_EXISTS', `object ${key} exists already`);
    const made = makeObject(key, content);
    objects.set(key, made);
    return made.info;
  }

  function partsOf(upload: Upload): Map<number, MemoryObject> {
    const parts = uploads.get(`${upload.uploadId} ${upload.key}`);
    if (parts) return parts;
    throw new AppError('FILE_NOT_FOUND', `upload of object ${upload.key} is not open; begin it again`);
  }

  function notePart(upload: Upload, partNumber: number, content: Uint8Array) {
    const part = makeObject(upload.key, content);
    partsOf(upload).set(partNumber, part);
    return { partNumber, etag: part.info.etag, bytes: content.length };
  }

  return {
    put: async (key, body, options) => keep(key, Buffer.concat(body), options),
    read: async (key, range) => cut(key, range),
    async *stream(key, range) {
      yield cut(key, range);
    },
    async find(key) {
      requireKey(key);
      return objects.get(key)?.info;
    },
    async delete(keys) {
      for (const key of keys) {
        requireKey(key);
        objects.delete(key);
      }
    },
    async list(prefix, { after = '', limit = LIST_LIMIT } = {}) {
      const keys = [...objects.keys()].filter((key) => key.startsWith(prefix) && key > after).sort();
      return keys.slice(0, limit).map((key) => get(key).info);
    },
    async createUpload(key) {
      requireKey(key);
      const upload = { key, uploadId: randomUUID() };
      uploads.set(`${upload.uploadId} ${key}`, new Map());
      return upload;
    },
    putUploadPart: async (upload, partNumber, body) => notePart(upload, partNumber, Buffer.concat(body)),
    async copyUploadPart(upload, partNumber, { key, range, ifMatch }) {
      const { info } = get(key);
      if (ifMatch !== undefined && ifMatch !== info.etag)
        throw new AppError('CORRUPT_PART', `object ${key} is not the one that was recorded`);
      if (range.end > info.bytes) throw rangeError(key, range.end, info.bytes);
      return notePart(upload, partNumber, cut(key, range));
    },
    async completeUpload(upload, parts, options) {
      const known = partsOf(upload);
      const contents = parts.map(({ partNumber, etag }, index) => {
        const part = known.get(partNumber);
        const isAscending = index === 0 || partNumber > parts[index - 1]!.partNumber;
        if (part?.info.etag === etag && isAscending) return part.content;
        throw new AppError('FILE_NOT_FOUND', `upload part ${partNumber} of object ${upload.key} is not there in order`);
      });
      const info = keep(upload.key, Buffer.concat(contents), options);
      uploads.delete(`${upload.uploadId} ${upload.key}`);
      return info;
    },
    async abortUpload(upload) {
      uploads.delete(`${upload.uploadId} ${upload.key}`);
    },
    freeBytes: async () => undefined,
  };
}

function makeObject(key: string, content: Uint8Array): MemoryObject {
  return { content, info: { key, bytes: content.length, etag: randomUUID(), modifiedAt: new Date() } };
}
