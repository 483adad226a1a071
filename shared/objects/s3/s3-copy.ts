import type { StorageClass } from '@aws-sdk/client-s3';
import { AppError } from '../../errors/app-error.ts';
import { type CopyingUploads, copyInPieces } from '../copy-in-pieces.ts';
import { requireKey } from '../object-keys.ts';
import type { CopyOptions, ObjectStore, WrittenObject } from '../object-store.ts';
import { copySource } from './copy-source.ts';
import { plainEtag, quotedEtag } from './etag.ts';
import type { S3Calls } from './s3-calls.ts';

/** S3's own bound for one copy. */
const COPY_BYTES_MAX = 5 * 1024 ** 3;

interface Copied {
  readonly sourceKey: string;
  readonly targetKey: string;
  /** The same store. */
  readonly store: CopyingUploads & Pick<ObjectStore, 'find'>;
}

/** See `ObjectStore.copy`: the source as it is at the beginning, or CORRUPT_PART. */
export async function copyObject(
  calls: S3Calls,
  { sourceKey, targetKey, store }: Copied,
  { storageClass }: CopyOptions = {},
): Promise<WrittenObject> {
  requireKey(targetKey);
  const source = await store.find(sourceKey);
  if (source === undefined) throw new AppError('FILE_NOT_FOUND', `object ${sourceKey} does not exist`);
  const options = { targetKey, ...(storageClass !== undefined && { storageClass }) };
  if (source.bytes > COPY_BYTES_MAX) return copyInPieces(store, source, options);
  const { CopyObjectResult } = await calls.call(
    { key: sourceKey, onCondition: 'CORRUPT_PART' },
    ({ sdk, waitingClient }) =>
      waitingClient.send(
        new sdk.CopyObjectCommand({
          Bucket: calls.address.bucket,
          Key: targetKey,
          CopySource: copySource(calls.address.bucket, sourceKey),
          CopySourceIfMatch: quotedEtag(source.etag),
          ...(storageClass !== undefined && { StorageClass: storageClass as StorageClass }),
        }),
      ),
  );
  return { key: targetKey, bytes: source.bytes, etag: plainEtag(CopyObjectResult?.ETag) };
}
