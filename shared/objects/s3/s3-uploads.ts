import type { StorageClass } from '@aws-sdk/client-s3';
import { AppError } from '../../errors/app-error.ts';
import { ifFound } from '../if-found.ts';
import { requireKey } from '../object-keys.ts';
import type { ObjectStore, Upload, UploadedPart, UploadOptions, WrittenObject } from '../object-store.ts';
import { rangeError } from '../storage-error.ts';
import { copySource } from './copy-source.ts';
import { plainEtag, quotedEtag } from './etag.ts';
import { bodyBytes, requestBody } from './request-body.ts';
import type { S3Calls } from './s3-calls.ts';
import { listUploads } from './s3-listing.ts';

type Uploads = Pick<
  ObjectStore,
  | 'uploadPartBytesMin'
  | 'createUpload'
  | 'putUploadPart'
  | 'copyUploadPart'
  | 'listUploadParts'
  | 'completeUpload'
  | 'abortUpload'
  | 'listUploads'
>;

/** S3's own bound, checked when an upload is completed. */
const PART_BYTES_MIN = 5 * 1024 * 1024;

/** Every key of ours begins so; the bucket may hold other things. */
const OUR_PREFIX = 't/';

/** Multipart uploads of a bucket: known to the store, so that any process can go on with one. */
export function createS3Uploads(calls: S3Calls, find: ObjectStore['find']): Uploads {
  return {
    uploadPartBytesMin: PART_BYTES_MIN,
    createUpload: (key, options) => createUpload(calls, key, options),
    putUploadPart: (upload, partNumber, body) => putPart(calls, { ...upload, partNumber }, body),
    copyUploadPart: (upload, partNumber, source) => copyPart(calls, { ...upload, partNumber }, { ...source, find }),
    listUploadParts: (upload) => listParts(calls, upload),
    completeUpload: (upload, parts, options) => complete(calls, upload, { parts, ...options, find }),
    abortUpload: (upload) => abort(calls, upload),
    listUploads: () => listUploads(calls, OUR_PREFIX),
  };
}

interface NumberedPart extends Upload {
  readonly partNumber: number;
}

async function createUpload({ call, address }: S3Calls, key: string, options: UploadOptions = {}): Promise<Upload> {
  requireKey(key);
  const { metadata, storageClass } = options;
  const { UploadId } = await call({ key }, ({ sdk, client }) =>
    client.send(
      new sdk.CreateMultipartUploadCommand({
        Bucket: address.bucket,
        Key: key,
        ...(metadata && { Metadata: { ...metadata } }),
        ...(storageClass !== undefined && { StorageClass: storageClass as StorageClass }),
      }),
    ),
  );
  return { key, uploadId: UploadId ?? '' };
}

async function putPart(
  { call, address }: S3Calls,
  { key, uploadId, partNumber }: NumberedPart,
  body: readonly Uint8Array[],
): Promise<UploadedPart> {
  const { ETag } = await call({ key, sendsBody: true }, ({ sdk, client }) =>
    client.send(
      new sdk.UploadPartCommand({
        Bucket: address.bucket,
        Key: key,
        UploadId: uploadId,
        PartNumber: partNumber,
        ...requestBody(body),
      }),
    ),
  );
  return { partNumber, etag: plainEtag(ETag), bytes: bodyBytes(body) };
}

type CopySource = Parameters<ObjectStore['copyUploadPart']>[2] & { readonly find: ObjectStore['find'] };

/** No byte of the range comes here. */
async function copyPart(
  { call, address }: S3Calls,
  { key, uploadId, partNumber }: NumberedPart,
  { key: sourceKey, range, ifMatch, find }: CopySource,
): Promise<UploadedPart> {
  requireKey(sourceKey);
  try {
    const { CopyPartResult } = await call({ key: sourceKey, onCondition: 'CORRUPT_PART' }, ({ sdk, client }) =>
      client.send(
        new sdk.UploadPartCopyCommand({
          Bucket: address.bucket,
          Key: key,
          UploadId: uploadId,
          PartNumber: partNumber,
          CopySource: copySource(address.bucket, sourceKey),
          CopySourceRange: `bytes=${range.start}-${range.end - 1}`,
          ...(ifMatch !== undefined && { CopySourceIfMatch: quotedEtag(ifMatch) }),
        }),
      ),
    );
    return { partNumber, etag: plainEtag(CopyPartResult?.ETag), bytes: range.end - range.start };
  } catch (error) {
    throw await rangeFailure(error, sourceKey, { end: range.end, find });
  }
}

/** A range beyond the end is an invalid argument to S3, like other things: the source tells. */
async function rangeFailure(
  error: unknown,
  key: string,
  { end, find }: { readonly end: number; readonly find: ObjectStore['find'] },
): Promise<unknown> {
  if (!(error instanceof AppError) || !isInvalidArgument(error)) return error;
  const found = await find(key);
  return found !== undefined && end > found.bytes ? rangeError(key, end, found.bytes) : error;
}

function isInvalidArgument({ code, cause }: AppError): boolean {
  return code === 'RANGE_NOT_SATISFIABLE' || (cause as { name?: string } | undefined)?.name === 'InvalidArgument';
}

async function listParts({ call, address }: S3Calls, { key, uploadId }: Upload): Promise<UploadedPart[]> {
  const parts: UploadedPart[] = [];
  let marker: string | undefined;
  do {
    const from: { PartNumberMarker?: string } = marker === undefined ? {} : { PartNumberMarker: marker };
    const page = await call({ key }, ({ sdk, client }) =>
      client.send(new sdk.ListPartsCommand({ Bucket: address.bucket, Key: key, UploadId: uploadId, ...from })),
    );
    for (const { PartNumber: partNumber = 0, ETag, Size: bytes = 0 } of page.Parts ?? [])
      parts.push({ partNumber, etag: plainEtag(ETag), bytes });
    marker = page.IsTruncated ? page.NextPartNumberMarker : undefined;
  } while (marker !== undefined);
  return parts;
}

interface Completion {
  readonly parts: readonly UploadedPart[];
  readonly ifAbsent?: boolean;
  readonly find: ObjectStore['find'];
}

/**
 * An answer that was lost leaves an upload that is closed: then the object itself says whether it is this one. Its size
 * and the number of parts in its etag are compared.
 */
async function complete(
  { call, address }: S3Calls,
  { key, uploadId }: Upload,
  { parts, ifAbsent, find }: Completion,
): Promise<WrittenObject> {
  requireOrder(key, parts);
  const bytes = parts.reduce((sum, part) => sum + part.bytes, 0);
  const Parts = parts.map(({ partNumber, etag }) => ({ PartNumber: partNumber, ETag: quotedEtag(etag) }));
  const etag = await call({ key }, async ({ sdk, waitingClient }, attempt) => {
    try {
      const { ETag } = await waitingClient.send(
        new sdk.CompleteMultipartUploadCommand({
          Bucket: address.bucket,
          Key: key,
          UploadId: uploadId,
          MultipartUpload: { Parts },
          ...(ifAbsent && { IfNoneMatch: '*' }),
        }),
      );
      return plainEtag(ETag);
    } catch (thrown) {
      const isRepeated = attempt > 1 && ['NoSuchUpload', 'PreconditionFailed'].includes((thrown as Error).name);
      const found = isRepeated ? await find(key) : undefined;
      if (found?.bytes === bytes && found.etag.endsWith(`-${parts.length}`)) return found.etag;
      throw thrown;
    }
  });
  return { key, bytes, etag };
}

/** Servers check this in different orders with other things, so that their answers differ. */
function requireOrder(key: string, parts: readonly UploadedPart[]): void {
  const index = parts.findIndex(({ partNumber }, at) => at > 0 && partNumber <= parts[at - 1]!.partNumber);
  if (index === -1) return;
  const { partNumber } = parts[index]!;
  throw new AppError('FILE_NOT_FOUND', `upload part ${partNumber} of object ${key} is not there in order`);
}

async function abort({ call, address }: S3Calls, { key, uploadId }: Upload): Promise<void> {
  const aborting = call({ key }, ({ sdk, client }) =>
    client.send(new sdk.AbortMultipartUploadCommand({ Bucket: address.bucket, Key: key, UploadId: uploadId })),
  );
  await ifFound(aborting);
}
