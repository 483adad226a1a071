import type { Job } from '../contracts/job.ts';
import { RequestOverrides } from '../contracts/triggers.ts';
import { readDocument } from '../documents/read-document.ts';
import { AppError } from '../errors/app-error.ts';
import type { ObjectStore } from '../objects/object-store.ts';
import { deriveSeed } from '../requests/derive-seed.ts';
import { resolveName, type SchemaReader } from '../requests/resolve-request.ts';
import { type RequestDependencies, submitRequest } from '../requests/submit-request.ts';
import { requireInboxKey } from './inbox-key.ts';
import type { ClaimedArrival } from './inbox-store.ts';

export interface StartDependencies extends RequestDependencies {
  readonly schemas: SchemaReader;
  readonly objects: RequestDependencies['objects'] & Pick<ObjectStore, 'find' | 'read'>;
}

/** A request is some numbers and names. */
const REQUEST_BYTES_MAX = 64 * 1024;

/**
 * The job that an arrival asks for, the same one however often it is called; undefined when the object has another
 * content by now, or is gone. Without a seed in the request or its specification one is made of the object's key and
 * content. Errors: INVALID_REQUEST, PAYLOAD_TOO_LARGE, those of `resolveName` and `submitRequest`.
 */
export async function startArrival(arrival: ClaimedArrival, dependencies: StartDependencies): Promise<Job | undefined> {
  const { tenantId, id, key, etag } = arrival;
  const { source: name, syntax } = requireInboxKey(key);
  const text = await readRequest(arrival, dependencies.objects);
  if (text === undefined) return undefined;
  const overrides = parseOverrides(text, syntax);
  const source = await resolveName(tenantId, name, dependencies.schemas);
  const seed = deriveSeed(tenantId, key, etag);
  const idempotency = { key: `inbox ${id}`, bodyHash: etag };
  return submitRequest({ tenantId, source, overrides, seed, idempotency }, dependencies);
}

async function readRequest(
  { key, etag }: ClaimedArrival,
  objects: Pick<ObjectStore, 'find' | 'read'>,
): Promise<string | undefined> {
  const before = await objects.find(key);
  if (before === undefined || before.etag !== etag) return undefined;
  if (before.bytes > REQUEST_BYTES_MAX)
    throw new AppError(
      'PAYLOAD_TOO_LARGE',
      `the request has ${before.bytes} bytes, at most ${REQUEST_BYTES_MAX} are read`,
    );
  const bytes = before.bytes === 0 ? new Uint8Array() : await objects.read(key);
  // What was read is only sure to be what arrived when it still is.
  if ((await objects.find(key))?.etag !== etag) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new AppError('INVALID_REQUEST', 'the request is not UTF-8', { cause });
  }
}

/** An empty document asks for the specification as it is. */
function parseOverrides(text: string, syntax: 'json' | 'yaml'): RequestOverrides {
  const result = RequestOverrides.safeParse((text.trim() === '' ? undefined : readDocument(text, syntax)) ?? {});
  if (result.success) return result.data;
  const issues = result.error.issues.map(({ path, message }) => ({
    path: path.join('.'),
    code: 'wrong_value',
    message,
  }));
  const known = Object.keys(RequestOverrides.shape).join(', ');
  throw new AppError('INVALID_REQUEST', `a request can hold ${known}: ${issues[0]?.path} ${issues[0]?.message}`, {
    issues,
  });
}
