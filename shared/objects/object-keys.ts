import { createHash } from 'node:crypto';
import type { StorageTier } from '../contracts/dataset-id.ts';
import { AppError } from '../errors/app-error.ts';

/** S3's bound on a key, bytes. */
const KEY_BYTES_MAX = 1_024;
/** Bound of a file name on every file system we meet. */
const SEGMENT_BYTES_MAX = 255;
/** Longer encoded names are cut and told apart by a hash; leaves room for an extension and a suffix. */
const NAME_BYTES_MAX = 180;
const KEY_SHAPE = /^[A-Za-z0-9_%~-][A-Za-z0-9._%~-]*(\/[A-Za-z0-9_%~-][A-Za-z0-9._%~-]*)*$/;

export interface PartAddress {
  readonly tenantId: string;
  readonly jobId: string;
  readonly tableIndex: number;
  readonly chunkIndex: number;
  /** What the part's name ends in, without a dot in front. */
  readonly extension: string;
}

/** Where a chunk's part lies: a function of the chunk alone, so that a retry overwrites itself. */
export function partKey({ tenantId, jobId, tableIndex, chunkIndex, extension }: PartAddress): string {
  return `${partsPrefix(tenantId, jobId)}${tableIndex}/${padIndex(chunkIndex)}.${extension}`;
}

/** Everything that chunks of a job leave behind. */
export function partsPrefix(tenantId: string, jobId: string): string {
  return `t/${encodeName(tenantId)}/jobs/${encodeName(jobId)}/parts/`;
}

/** Everything that lies beside a plan, and goes with it. */
export function planPrefix(tenantId: string, planHash: string): string {
  return `t/${encodeName(tenantId)}/plans/${encodeName(planHash)}/`;
}

/** Sums that a plan names by their hash: little-endian float64, so that equal plans share one object. */
export function blockSumsKey(tenantId: string, planHash: string, hash: string): string {
  return `${planPrefix(tenantId, planHash)}${encodeName(hash)}.f64`;
}

/** Everything of one dataset in one tier. A dataset is made in the first one. */
export function datasetPrefix(tenantId: string, datasetId: string, tier: StorageTier = 'hot'): string {
  return `t/${encodeName(tenantId)}/datasets/${tier}/${encodeName(datasetId)}/`;
}

/** Where releases before there were tiers put a dataset: such a one counts as hot. */
export function untieredPrefix(tenantId: string, datasetId: string): string {
  return `t/${encodeName(tenantId)}/datasets/${encodeName(datasetId)}/`;
}

/** The dataset that an object belongs to; undefined for other objects. */
export function datasetOfKey(key: string): { readonly tenantId: string; readonly datasetId: string } | undefined {
  const [, tenant, dataset] = /^t\/([^/]+)\/datasets\/(?:hot|warm|cold)\/([^/]+)\/./.exec(key) ?? [];
  if (tenant === undefined || dataset === undefined) return undefined;
  return { tenantId: decodeURIComponent(tenant), datasetId: decodeURIComponent(dataset) };
}

/** The last object written for a dataset. */
export function manifestKey(tenantId: string, datasetId: string): string {
  return `${datasetPrefix(tenantId, datasetId)}manifest.json`;
}

/** Where requests for rows are put. */
export function inboxPrefix(tenantId: string): string {
  return `t/${encodeName(tenantId)}/inbox/`;
}

/** The results of the request of this name. */
export function outboxPrefix(tenantId: string, name: string): string {
  return `t/${encodeName(tenantId)}/outbox/${encodeName(name)}/`;
}

/** The object of a file that the manifest names (`shared/planning/file-name.ts`); other names come out harmless. */
export function datasetFileKey(tenantId: string, datasetId: string, fileName: string): string {
  return datasetPrefix(tenantId, datasetId) + encodeFileName(fileName);
}

/** The end of the key of a file: its name, harmless. */
export function encodeFileName(fileName: string): string {
  const segments = fileName.split('/').map((segment) => encodeSegment(segment, /[A-Za-z0-9._~-]/));
  return segments.join('/');
}

/**
 * Any text as one key segment: letters, digits, `_`, `-` and inner dots stay, every other byte of its UTF-8 becomes
 * %XX. Names that get too long are cut and end in 16 hex digits of their SHA-256.
 */
export function encodeName(name: string): string {
  return encodeSegment(name, /[A-Za-z0-9._-]/);
}

/** Refuses (INVALID_REQUEST) what `object-keys.ts` never makes: empty, dot-leading or overlong segments, other characters. */
export function requireKey(key: string): void {
  const isSound = key.length <= KEY_BYTES_MAX && KEY_SHAPE.test(key);
  if (isSound && key.split('/').every((segment) => segment.length <= SEGMENT_BYTES_MAX)) return;
  throw new AppError('INVALID_REQUEST', `object key ${JSON.stringify(key.slice(0, 100))} is not one of ours`);
}

function encodeSegment(text: string, plain: RegExp): string {
  const encoded = Array.from(Buffer.from(text), (byte) => encodeByte(byte, plain))
    .join('')
    .replace(/^\./, '%2E');
  if (encoded.length > 0 && encoded.length <= NAME_BYTES_MAX) return encoded;
  const hash = createHash('sha256').update(text).digest('hex').slice(0, 16);
  return `${encoded.slice(0, NAME_BYTES_MAX - 17).replace(/%.?$/, '')}-${hash}`;
}

function encodeByte(byte: number, plain: RegExp): string {
  const character = String.fromCharCode(byte);
  return plain.test(character) ? character : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
}

function padIndex(index: number): string {
  return String(index).padStart(8, '0');
}
