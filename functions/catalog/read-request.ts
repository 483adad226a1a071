import type * as z from 'zod';
import { SchemaVersionNumber } from '../../shared/contracts/stored-schema.ts';
import { readJson } from '../../shared/documents/read-json.ts';
import { AppError, type Issue } from '../../shared/errors/app-error.ts';
import type { ApiContext } from '../../shared/http/api.ts';
import { parseIdempotencyKey, requestFingerprint } from '../../shared/http/idempotency-key.ts';
import { readBodyText } from '../../shared/http/read-body.ts';

export interface ReadRequest<Body> {
  readonly body: Body;
  /** Absent without an Idempotency-Key. */
  readonly idempotency?: { readonly key: string; readonly bodyHash: string };
}

/** The body by its contract. Throws INVALID_REQUEST with every fault, PAYLOAD_TOO_LARGE. */
export async function readRequest<Schema extends z.ZodType>(
  c: ApiContext,
  contract: Schema,
  limitBytes: number,
): Promise<ReadRequest<z.infer<Schema>>> {
  const text = await readBodyText(c.req.raw, limitBytes);
  const result = contract.safeParse(text === '' ? {} : readJson(text));
  if (!result.success) throw wrongBody(result.error.issues);
  const key = parseIdempotencyKey(c.req.header('idempotency-key'));
  if (key === undefined) return { body: result.data };
  return { body: result.data, idempotency: { key, bodyHash: requestFingerprint(text, c.env.path) } };
}

function wrongBody(faults: readonly z.core.$ZodIssue[]): AppError {
  const issues = faults.map(
    (fault): Issue => ({ path: fault.path.join('.'), code: 'wrong_value', message: fault.message }),
  );
  const [first] = issues;
  const place = first?.path ? `${first.path}: ` : '';
  return new AppError('INVALID_REQUEST', `the body is not as described: ${place}${first?.message}`, { issues });
}

/** The version that `If-Match` holds, `undefined` without one or for any. Throws INVALID_REQUEST. */
export function readExpectedVersion(c: ApiContext): number | undefined {
  const header = c.req.header('if-match');
  if (header === undefined || header === '*') return undefined;
  const [, digits] = /^"(\d+)"$/.exec(header) ?? [];
  return parseVersion(digits, 'If-Match must be a version in quotes, like "3", as ETag of the latest one');
}

/** The version in an address. Throws INVALID_REQUEST. */
export function readVersionParameter(c: ApiContext): number {
  return parseVersion(c.req.param('version'), 'a version is a whole number from 1 on');
}

function parseVersion(digits: string | undefined, message: string): number {
  const version = SchemaVersionNumber.safeParse(/^\d+$/.test(digits ?? '') ? Number(digits) : undefined);
  if (version.success) return version.data;
  throw new AppError('INVALID_REQUEST', message);
}
