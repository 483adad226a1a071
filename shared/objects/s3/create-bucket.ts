import { AppError } from '../../errors/app-error.ts';
import type { S3Address } from '../object-store-address.ts';
import { createS3Calls } from './s3-calls.ts';

const PATIENCE_MS = 5_000;

/** Creates the bucket of an address; false when it is there already and ours. */
export async function createBucket(address: S3Address): Promise<boolean> {
  const { call } = createS3Calls(address, PATIENCE_MS);
  try {
    await call({ key: address.bucket }, ({ sdk, client }) =>
      client.send(new sdk.CreateBucketCommand({ Bucket: address.bucket })),
    );
    return true;
  } catch (error) {
    if (error instanceof AppError && (error.cause as Error | undefined)?.name === 'BucketAlreadyOwnedByYou')
      return false;
    throw error;
  }
}
