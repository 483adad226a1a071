import type { ObjectInfo, OpenUpload } from '../object-store.ts';
import { plainEtag } from './etag.ts';
import type { S3Calls } from './s3-calls.ts';

/** Bounds of one call, S3's own. */
const LIST_LIMIT = 1_000;
const DELETE_LIMIT = 1_000;

/** See `ObjectStore.list`: one call for up to 1,000 keys. */
export async function listObjects(
  { call, address }: S3Calls,
  prefix: string,
  { after = '', limit = LIST_LIMIT }: { readonly after?: string; readonly limit?: number },
): Promise<ObjectInfo[]> {
  const listed: ObjectInfo[] = [];
  for (let last = after; listed.length < limit; ) {
    const MaxKeys = Math.min(limit - listed.length, LIST_LIMIT);
    const page = await call({ key: prefix }, ({ sdk, client }) =>
      client.send(
        new sdk.ListObjectsV2Command({
          Bucket: address.bucket,
          Prefix: prefix,
          MaxKeys,
          ...(last !== '' && { StartAfter: last }),
        }),
      ),
    );
    const contents = page.Contents ?? [];
    for (const { Key: key = '', Size: bytes = 0, ETag, LastModified: modifiedAt = new Date(0) } of contents) {
      listed.push({ key, bytes, etag: plainEtag(ETag), modifiedAt });
    }
    if (!page.IsTruncated || contents.length === 0) break;
    last = contents.at(-1)?.Key ?? last;
  }
  return listed;
}

/** See `ObjectStore.delete`: one call for up to 1,000 keys. */
export async function deleteObjects(calls: S3Calls, keys: readonly string[]): Promise<void> {
  for (let start = 0; start < keys.length; start += DELETE_LIMIT) {
    const slice = keys.slice(start, start + DELETE_LIMIT);
    if (slice.length === 1) await deleteOne(calls, slice[0]!);
    else await deleteMany(calls, slice);
  }
}

async function deleteOne({ call, address }: S3Calls, key: string): Promise<void> {
  await call({ key }, ({ sdk, client }) =>
    client.send(new sdk.DeleteObjectCommand({ Bucket: address.bucket, Key: key })),
  );
}

/** The answer is 200 even where single keys failed; those make the call fail, so that it is repeated or reported. */
async function deleteMany({ call, address }: S3Calls, keys: readonly string[]): Promise<void> {
  const Objects = [...new Set(keys)].map((Key) => ({ Key }));
  await call({ key: keys[0]! }, async ({ sdk, client }) => {
    const { Errors: failures = [] } = await client.send(
      new sdk.DeleteObjectsCommand({ Bucket: address.bucket, Delete: { Objects, Quiet: true } }),
    );
    const failure = failures.find(({ Code }) => Code !== 'NoSuchKey');
    if (failure !== undefined) throw { name: failure.Code };
  });
}

/**
 * All open uploads of the bucket that lie under our keys. Without a prefix: some servers know prefixes here only as
 * whole keys.
 */
export async function listUploads({ call, address }: S3Calls, prefix: string): Promise<OpenUpload[]> {
  const found: OpenUpload[] = [];
  let marker: { KeyMarker?: string; UploadIdMarker?: string } | undefined = {};
  while (marker !== undefined) {
    const from: { KeyMarker?: string; UploadIdMarker?: string } = marker;
    const page = await call({ key: prefix }, ({ sdk, client }) =>
      client.send(new sdk.ListMultipartUploadsCommand({ Bucket: address.bucket, ...from })),
    );
    for (const { Key: key = '', UploadId: uploadId = '', Initiated: begunAt = new Date() } of page.Uploads ?? []) {
      if (key.startsWith(prefix)) found.push({ key, uploadId, begunAt });
    }
    const { IsTruncated, NextKeyMarker: KeyMarker, NextUploadIdMarker: UploadIdMarker } = page;
    marker = IsTruncated && KeyMarker ? { KeyMarker, ...(UploadIdMarker && { UploadIdMarker }) } : undefined;
  }
  return found;
}
