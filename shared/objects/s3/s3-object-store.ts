import type { HeadObjectCommandOutput } from '@aws-sdk/client-s3';
import { AppError } from '../../errors/app-error.ts';
import { ifFound } from '../if-found.ts';
import { requireKey } from '../object-keys.ts';
import type { ByteRange, ObjectInfo, ObjectStore, PutOptions, WrittenObject } from '../object-store.ts';
import type { S3Address } from '../object-store-address.ts';
import { rangeError } from '../storage-error.ts';
import { plainEtag } from './etag.ts';
import { createPresigner } from './presign.ts';
import { bodyBytes, requestBody } from './request-body.ts';
import { createS3Calls, type S3Calls } from './s3-calls.ts';
import { copyObject } from './s3-copy.ts';
import { deleteObjects, listObjects } from './s3-listing.ts';
import { readObject, streamObject } from './s3-reading.ts';
import { createS3Uploads } from './s3-uploads.ts';

export interface S3Options {
  /**
   * How long one call is repeated while the store does not answer or asks to slow down. Long enough for workers to sit
   * out a restart of the store; short where somebody waits for an answer.
   */
  readonly patienceMs?: number;
}

const PATIENCE_MS = 15_000;

/** From here on a conditional put asks first: some servers refuse a large body by breaking the connection. */
const ASK_FIRST_BYTES = 64 * 1024;

/** Objects in a bucket of S3, or of what speaks like it. Connects at the first call. */
export function createS3ObjectStore(address: S3Address, { patienceMs = PATIENCE_MS }: S3Options = {}): ObjectStore {
  const calls = createS3Calls(address, patienceMs);
  const find = (key: string) => findObject(calls, key);
  const uploads = createS3Uploads(calls, find);
  return {
    ...uploads,
    find,
    copy: (sourceKey, targetKey, options) =>
      copyObject(calls, { sourceKey, targetKey, store: { ...uploads, find } }, options),
    async put(key, body, options) {
      requireKey(key);
      if (options?.ifAbsent) await requireAbsent(find, key, bodyBytes(body));
      return putObject(calls, key, body, options);
    },
    async read(key, range) {
      requireKey(key);
      if (range !== undefined && range.end <= range.start) return readNothing(find, key, range);
      return readObject(calls, key, range, find);
    },
    async *stream(key, range) {
      requireKey(key);
      if (range !== undefined && range.end <= range.start) await readNothing(find, key, range);
      else yield* streamObject(calls, key, range, find);
    },
    async delete(keys) {
      for (const key of keys) requireKey(key);
      await deleteObjects(calls, keys);
    },
    async list(prefix, page = {}) {
      if (prefix !== '') requireKey(prefix.replace(/\/$/, ''));
      return listObjects(calls, prefix, page);
    },
    presign: createPresigner(address),
    freeBytes: async () => undefined,
  };
}

async function findObject({ call, address }: S3Calls, key: string): Promise<ObjectInfo | undefined> {
  requireKey(key);
  const head = call({ key }, ({ sdk, client }) =>
    client.send(new sdk.HeadObjectCommand({ Bucket: address.bucket, Key: key })),
  );
  const found = await ifFound(head);
  if (found === undefined) return undefined;
  const { ContentLength: bytes = 0, LastModified: modifiedAt = new Date(0), Metadata: metadata = {} } = found;
  const hasMetadata = Object.keys(metadata).length > 0;
  return {
    key,
    bytes,
    etag: plainEtag(found.ETag),
    modifiedAt,
    ...(isArchived(found) && { isArchived: true }),
    ...(hasMetadata && { metadata }),
  };
}

/** Deep classes are read after a restore, which the header tells about. */
function isArchived({ StorageClass, ArchiveStatus, Restore = '' }: HeadObjectCommandOutput): boolean {
  const isDeep = StorageClass === 'GLACIER' || StorageClass === 'DEEP_ARCHIVE' || ArchiveStatus !== undefined;
  return isDeep && !Restore.includes('ongoing-request="false"');
}

async function putObject(
  { call, address }: S3Calls,
  key: string,
  body: readonly Uint8Array[],
  options: PutOptions | undefined,
): Promise<WrittenObject> {
  const { ETag } = await call({ key, sendsBody: true }, ({ sdk, client }) =>
    client.send(
      new sdk.PutObjectCommand({
        Bucket: address.bucket,
        Key: key,
        ...(options?.ifAbsent && { IfNoneMatch: '*' }),
        ...requestBody(body),
      }),
    ),
  );
  return { key, bytes: bodyBytes(body), etag: plainEtag(ETag) };
}

async function requireAbsent(find: ObjectStore['find'], key: string, bytes: number): Promise<void> {
  if (bytes <= ASK_FIRST_BYTES || (await find(key)) === undefined) return;
  throw new AppError('OBJECT_EXISTS', `object ${key} exists already`);
}

/** S3 has no empty ranges; the object must be there all the same, and reach so far. */
async function readNothing(find: ObjectStore['find'], key: string, { start }: ByteRange): Promise<Uint8Array> {
  const found = await find(key);
  if (found === undefined) throw new AppError('FILE_NOT_FOUND', `object ${key} does not exist`);
  if (start > found.bytes) throw rangeError(key, start, found.bytes);
  return new Uint8Array(0);
}
