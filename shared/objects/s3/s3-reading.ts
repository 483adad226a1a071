import type { Readable } from 'node:stream';
import { AppError } from '../../errors/app-error.ts';
import type { ByteRange, ObjectStore } from '../object-store.ts';
import { rangeError } from '../storage-error.ts';
import { quotedEtag } from './etag.ts';
import type { CallTopic, S3Calls } from './s3-calls.ts';
import { isPassing } from './s3-error.ts';

/** See `ObjectStore.read`: one call; `range` is not empty. */
export async function readObject(
  calls: S3Calls,
  key: string,
  range: ByteRange | undefined,
  find: ObjectStore['find'],
): Promise<Uint8Array> {
  try {
    return await calls.call({ key }, async ({ sdk, client }) => {
      const { Body } = await client.send(
        new sdk.GetObjectCommand({ Bucket: calls.address.bucket, Key: key, ...rangeHeader(range) }),
      );
      return (await Body?.transformToByteArray()) ?? new Uint8Array(0);
    });
  } catch (error) {
    if (await isAtEnd(error, key, range, find)) return new Uint8Array(0);
    throw error;
  }
}

/**
 * See `ObjectStore.stream`: a connection that breaks is replaced by one that begins where it ended, at the same version
 * of the object. `range` is not empty.
 */
export async function* streamObject(
  calls: S3Calls,
  key: string,
  range: ByteRange | undefined,
  find: ObjectStore['find'],
): AsyncGenerator<Uint8Array> {
  const first = await openFirst(calls, key, range, find);
  if (first === undefined) return;
  const { etag, end } = first;
  let { body } = first;
  let position = range?.start ?? 0;
  for (;;) {
    const startedAt = position;
    try {
      for await (const piece of body) {
        position += (piece as Uint8Array).length;
        yield piece as Uint8Array;
      }
      if (position >= end) return;
      throw { code: 'ECONNRESET' };
    } catch (error) {
      if (!isPassing(error) || position === startedAt) throw calls.translate(error, { key });
    }
    const rest = { start: position, end };
    body = (await open(calls, { key, onCondition: 'CORRUPT_PART' }, { range: rest, etag })).body;
  }
}

interface OpenBody {
  readonly body: Readable;
  readonly etag: string | undefined;
  /** Exclusive, in the object. */
  readonly end: number;
}

async function openFirst(
  calls: S3Calls,
  key: string,
  range: ByteRange | undefined,
  find: ObjectStore['find'],
): Promise<OpenBody | undefined> {
  try {
    return await open(calls, { key }, { range });
  } catch (error) {
    if (await isAtEnd(error, key, range, find)) return undefined;
    throw error;
  }
}

async function open(
  { call, address }: S3Calls,
  topic: CallTopic,
  { range, etag }: { readonly range: ByteRange | undefined; readonly etag?: string | undefined },
): Promise<OpenBody> {
  const { Body, ContentLength, ETag } = await call(topic, ({ sdk, client }) =>
    client.send(
      new sdk.GetObjectCommand({
        Bucket: address.bucket,
        Key: topic.key,
        ...rangeHeader(range),
        ...(etag !== undefined && { IfMatch: quotedEtag(etag) }),
      }),
    ),
  );
  return { body: Body as Readable, etag: ETag?.replaceAll('"', ''), end: (range?.start ?? 0) + (ContentLength ?? 0) };
}

/** A range may begin at the very end, where S3 refuses it. Throws with the object's size when it begins behind that. */
async function isAtEnd(
  error: unknown,
  key: string,
  range: ByteRange | undefined,
  find: ObjectStore['find'],
): Promise<boolean> {
  if (!(error instanceof AppError) || error.code !== 'RANGE_NOT_SATISFIABLE' || range === undefined) return false;
  const found = await find(key);
  if (found === undefined) return false;
  if (range.start > found.bytes) throw rangeError(key, range.start, found.bytes);
  return range.start === found.bytes;
}

/** S3's ranges include their last byte. */
function rangeHeader(range: ByteRange | undefined): { Range?: string } {
  return range === undefined ? {} : { Range: `bytes=${range.start}-${range.end - 1}` };
}
