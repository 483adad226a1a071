import { createHash } from 'node:crypto';
import { StorageEventBody } from '../contracts/triggers.ts';
import { readJson } from '../documents/read-json.ts';
import { AppError } from '../errors/app-error.ts';
import { isInInbox } from './inbox-key.ts';
import type { Arrival } from './inbox-store.ts';

/** What an event tells of the inbox. */
export interface ToldArrivals {
  readonly arrivals: readonly Arrival[];
  /** Records of other objects, other buckets, other doings. */
  readonly ignored: number;
}

type EventRecord = NonNullable<StorageEventBody['Records']>[number];

/**
 * The arrivals that an event of S3 or MinIO tells of. Our own results and whatever lies elsewhere are not among them.
 * Throws INVALID_REQUEST for what is no such event.
 */
export function readStorageEvent(text: string, bucket: string): ToldArrivals {
  const read = StorageEventBody.safeParse(readJson(text));
  if (!read.success) {
    const [first] = read.error.issues;
    throw new AppError(
      'INVALID_REQUEST',
      `the body is no event of S3 or MinIO: ${first?.path.join('.')}: ${first?.message}`,
    );
  }
  const { Records: records = [] } = read.data;
  const arrivals = records.flatMap((record) => readRecord(record, bucket) ?? []);
  return { arrivals, ignored: records.length - arrivals.length };
}

/** Stands for an event that cannot be read: the same text twice is one. */
export function unreadableEvent(text: string, bucket: string): Arrival {
  return { bucket, key: '', etag: createHash('sha256').update(text).digest('hex') };
}

function readRecord({ eventName, s3: { bucket, object } }: EventRecord, ours: string): Arrival | undefined {
  if (!/^(s3:)?ObjectCreated:/.test(eventName) || bucket.name !== ours) return undefined;
  const key = decodeKey(object.key);
  if (!isInInbox(key)) return undefined;
  if (object.eTag === undefined)
    throw new AppError(
      'INVALID_REQUEST',
      'the event names no eTag, without which one content is not told from another',
    );
  return { bucket: ours, key, etag: object.eTag.replaceAll('"', '') };
}

function decodeKey(key: string): string {
  try {
    return decodeURIComponent(key.replaceAll('+', ' '));
  } catch (cause) {
    throw new AppError('INVALID_REQUEST', 'the event names a key that is not percent-encoded as URLs are', { cause });
  }
}
