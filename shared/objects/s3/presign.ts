import type { S3Client } from '@aws-sdk/client-s3';
import { requireKey } from '../object-keys.ts';
import type { ObjectStore } from '../object-store.ts';
import type { S3Address } from '../object-store-address.ts';
import { loadSigningClient } from './s3-client.ts';

/** Signs addresses here, without asking the store; for clients outside, so on its public address. */
export function createPresigner(address: S3Address): ObjectStore['presign'] {
  let client: Promise<S3Client> | undefined;
  return async (key, { method, expiresSeconds, contentType, contentDisposition }) => {
    requireKey(key);
    client ??= loadSigningClient(address);
    const { getSignedUrl } = await import('@aws-sdk/s3-request-presigner');
    const { GetObjectCommand, PutObjectCommand } = await import('@aws-sdk/client-s3');
    const place = { Bucket: address.bucket, Key: key };
    const command =
      method === 'PUT'
        ? new PutObjectCommand(place)
        : new GetObjectCommand({
            ...place,
            ...(contentType !== undefined && { ResponseContentType: contentType }),
            ...(contentDisposition !== undefined && { ResponseContentDisposition: contentDisposition }),
          });
    return getSignedUrl(await client, command, { expiresIn: expiresSeconds });
  };
}
