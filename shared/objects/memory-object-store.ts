import { randomUUID } from 'node:crypto';
import { AppError } from '../errors/app-error.ts';
import { requireKey } from './object-keys.ts';
import type { ByteRange, ObjectInfo, ObjectMetadata, ObjectStore, PutOptions, Upload } from './object-store.ts';
import { rangeError } from './storage-error.ts';

interface MemoryObject {
  readonly content: Uint8Array;
  readonly info: ObjectInfo;
}

interface OpenUpload {
  readonly parts: Map<number, MemoryObject>;
  readonly metadata: ObjectMetadata | undefined;
}

const LIST_LIMIT = 1_000;

/**
 * Objects in this process's memory, for tests and for results that are small and short-lived. With `uploadPartBytesMin`
 * it refuses smaller parts when an upload is completed, as S3 does.
 */
export function createMemoryObjectStore({ uploadPartBytesMin = 0 } = {}): ObjectStore {
  const objects = new Map<string, MemoryObject>();
  const uploads = new Map<string, OpenUpload>();

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

  function keep(
    key: string,
    content: Uint8Array,
    { ifAbsent = false, metadata }: PutOptions & { metadata?: ObjectMetadata | undefined } = {},
  ): ObjectInfo {
    requireKey(key);
    if (ifAbsent && objects.has(key)) throw new AppError('OBJECT_EXISTS', `object ${key} exists already`);
    const made = makeObject(key, content, metadata);
    objects.set(key, made);
    return made.info;
  }

  function getUpload(upload: Upload): OpenUpload {
    const open = uploads.get(`${upload.uploadId} ${upload.key}`);
    if (open) return open;
    throw new AppError('FILE_NOT_FOUND', `upload of object ${upload.key} is not open; begin it again`);
  }

  function notePart(upload: Upload, partNumber: number, content: Uint8Array) {
    const part = makeObject(upload.key, content);
    getUpload(upload).parts.set(partNumber, part);
    return { partNumber, etag: part.info.etag, bytes: content.length };
  }

  return {
    put: async (key, body, options) => keep(key, Buffer.concat(body), options),
    read: async (key, range) => cut(key, range),
    async *stream(key, range) {
      yield cut(key, range);
    },
    async copy(sourceKey, targetKey) {
      requireKey(targetKey);
      return keep(targetKey, get(sourceKey).content, undefined);
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
    uploadPartBytesMin,
    async createUpload(key, options) {
      requireKey(key);
      const upload = { key, uploadId: randomUUID() };
      uploads.set(`${upload.uploadId} ${key}`, { parts: new Map(), metadata: options?.metadata });
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
    async listUploadParts(upload) {
      const parts = [...getUpload(upload).parts].sort(([a], [b]) => a - b);
      return parts.map(([partNumber, { info }]) => ({ partNumber, etag: info.etag, bytes: info.bytes }));
    },
    async completeUpload(upload, parts, options) {
      const { parts: known, metadata } = getUpload(upload);
      const contents = parts.map(({ partNumber, etag }, index) => {
        const part = known.get(partNumber);
        const isAscending = index === 0 || partNumber > parts[index - 1]!.partNumber;
        if (part?.info.etag === etag && isAscending) return part.content;
        throw new AppError('FILE_NOT_FOUND', `upload part ${partNumber} of object ${upload.key} is not there in order`);
      });
      if (contents.slice(0, -1).some(({ length }) => length < uploadPartBytesMin))
        throw new AppError('CORRUPT_PART', `a part of object ${upload.key} has less than ${uploadPartBytesMin} bytes`);
      const info = keep(upload.key, Buffer.concat(contents), { ...options, metadata });
      uploads.delete(`${upload.uploadId} ${upload.key}`);
      return info;
    },
    async abortUpload(upload) {
      uploads.delete(`${upload.uploadId} ${upload.key}`);
    },
    listUploads: async () => [],
    presign: async () => undefined,
    freeBytes: async () => undefined,
  };
}

function makeObject(key: string, content: Uint8Array, metadata?: ObjectMetadata): MemoryObject {
  const info = { key, bytes: content.length, etag: randomUUID(), modifiedAt: new Date() };
  return { content, info: { ...info, ...(metadata !== undefined && { metadata }) } };
}
