import { AppError, type AppErrorOptions } from '../../errors/app-error.ts';
import type { ErrorCode } from '../../errors/error-codes.ts';
import { archivedError } from '../storage-error.ts';

/** What a call was about, for messages. */
export interface S3Subject {
  /** The key, or the prefix of a list. */
  readonly key: string;
  readonly bucket: string;
  /** Host and port of the store. */
  readonly host: string;
  /** What a failed condition means here; OBJECT_EXISTS unless the caller knows better. */
  readonly onCondition?: ErrorCode;
}

/** What the vendor, Node and proxies in between throw: only names, codes and numbers are looked at. */
interface Thrown {
  readonly name?: string;
  readonly code?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

/** Passing by themselves: the same call may succeed a moment later. */
const PASSING_NAMES: ReadonlySet<string> = new Set([
  'SlowDown',
  'SlowDownRead',
  'SlowDownWrite',
  'ServiceUnavailable',
  'InternalError',
  'RequestTimeout',
  'TimeoutError',
  'OperationAborted',
  'ConditionalRequestConflict',
  'ThrottlingException',
  'TooManyRequests',
]);
const PASSING_CODES: ReadonlySet<string> = new Set([
  'ECONNRESET',
  'ECONNREFUSED',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ERR_STREAM_PREMATURE_CLOSE',
]);
const PASSING_STATUS: ReadonlySet<number> = new Set([429, 500, 502, 503, 504]);

/** True when the store did not do its work, false when it answered, even with a refusal. */
export function isPassing(thrown: unknown): boolean {
  if (thrown instanceof AppError) return false;
  const { name = '', code = '', $metadata } = asThrown(thrown);
  if (FULL_NAMES.has(name)) return false;
  return PASSING_NAMES.has(name) || PASSING_CODES.has(code) || PASSING_STATUS.has($metadata?.httpStatusCode ?? 0);
}

/**
 * True for a refusal that a server which keeps objects as files also gives when another call empties the folder at this
 * moment: worth a few more tries.
 */
export function isPathConflict(thrown: unknown): boolean {
  return PATH_CONFLICTS.has(asThrown(thrown).name ?? '');
}

const PATH_CONFLICTS: ReadonlySet<string> = new Set([
  'ObjectParentIsFile',
  'ExistingObjectIsDirectory',
  'XMinioParentIsObject',
]);

/** True when the connection broke before there was an answer: some servers refuse a large body that way. */
export function isReset(thrown: unknown): boolean {
  const { code = '' } = asThrown(thrown);
  return code === 'ECONNRESET' || code === 'EPIPE';
}

/** True when nothing came for so long that we gave the connection up. */
export function isSilence(thrown: unknown): boolean {
  return asThrown(thrown).name === 'TimeoutError';
}

const FULL_NAMES: ReadonlySet<string> = new Set([
  'XMinioStorageFull',
  'QuotaExceeded',
  'InsufficientStorage',
  'EntityTooLarge',
]);

/** What a failed call means to a caller. AppErrors pass through; messages hold no secrets and no data. */
export function s3Error(thrown: unknown, subject: S3Subject): AppError {
  if (thrown instanceof AppError) return thrown;
  const { name = '', code = '' } = asThrown(thrown);
  const [errorCode, message] = meaningOf(name, subject) ?? troubleOf(name, code, subject);
  const options: AppErrorOptions = { cause: thrown };
  return new AppError(errorCode, message, options);
}

type Meaning = readonly [ErrorCode, string];

/** Answers that are about this object. */
function meaningOf(name: string, { key, onCondition = 'OBJECT_EXISTS' }: S3Subject): Meaning | undefined {
  switch (name) {
    case 'NoSuchKey':
    case 'NotFound':
      return ['FILE_NOT_FOUND', `object ${key} does not exist`];
    case 'NoSuchUpload':
      return ['FILE_NOT_FOUND', `upload of object ${key} is not open; begin it again`];
    case 'InvalidPart':
    case 'InvalidPartOrder':
      return ['FILE_NOT_FOUND', `an upload part of object ${key} is not there in order`];
    case 'EntityTooSmall':
      return ['INVALID_REQUEST', `an upload part of object ${key} is below 5 MiB, and only the last one may be`];
    case 'PreconditionFailed':
      if (onCondition === 'OBJECT_EXISTS') return ['OBJECT_EXISTS', `object ${key} exists already`];
      return [onCondition, `object ${key} is not the one that was recorded`];
    case 'InvalidRange':
      return ['RANGE_NOT_SATISFIABLE', `the range lies outside object ${key}`];
    case 'InvalidObjectState':
      return ['OBJECT_ARCHIVED', archivedError(key).message];
    default:
      if (FULL_NAMES.has(name)) return ['STORAGE_FULL', `no space is left to write object ${key}; free some and retry`];
      if (PATH_CONFLICTS.has(name)) return ['OBJECT_EXISTS', `object ${key} lies above or below another object`];
      return undefined;
  }
}

/** The store as a whole is in the way; somebody has to do something about it, or it passes. */
function troubleOf(name: string, code: string, { key, bucket, host }: S3Subject): Meaning {
  const remedy = remedyOf(name, code, bucket);
  if (remedy !== undefined) return ['STORAGE_UNAVAILABLE', `the object store at ${host} refused: ${remedy}`];
  if (PASSING_CODES.has(code)) return ['STORAGE_UNAVAILABLE', `the object store at ${host} does not answer (${code})`];
  const reason = /^[A-Za-z0-9_]{1,60}$/.test(name) ? ` (${name})` : '';
  return ['STORAGE_UNAVAILABLE', `object ${key} could not be read or written at ${host}${reason}`];
}

function remedyOf(name: string, code: string, bucket: string): string | undefined {
  if (isCertificateProblem(code))
    return `its certificate is not trusted (${code}); name its authority in storage.s3_ca_file and its host in storage.s3_endpoint`;
  switch (name) {
    case 'NoSuchBucket':
      return `bucket ${bucket} does not exist; create it or change storage.s3_bucket`;
    case 'InvalidBucketName':
      return `bucket ${bucket} has no valid name; change storage.s3_bucket`;
    case 'AccessDenied':
    case 'AllAccessDisabled':
    case 'Forbidden':
    case '403':
      return `the key may not do this in bucket ${bucket}; see tabular doctor s3 for the permissions that are needed`;
    case 'InvalidAccessKeyId':
    case 'SignatureDoesNotMatch':
    case 'ExpiredToken':
    case 'InvalidToken':
      return `the key is unknown or its secret is wrong (${name}); check storage.s3_access_key_id and storage.s3_secret_access_key`;
    case 'RequestTimeTooSkewed':
      return 'the clocks of this machine and of the store differ by more than 15 minutes; set them';
    case 'PermanentRedirect':
    case 'AuthorizationHeaderMalformed':
    case 'IllegalLocationConstraintException':
      return `bucket ${bucket} lies in another region; change storage.s3_region`;
    case 'NotImplemented':
    case 'MethodNotAllowed':
      return 'it does not offer this operation; see tabular doctor s3';
    case 'InvalidStorageClass':
      return 'it does not know the storage class; change it in the section storage';
    default:
      return code === 'ENOTFOUND' ? 'its host name is unknown; check storage.s3_endpoint' : undefined;
  }
}

/** Codes of OpenSSL and Node. */
function isCertificateProblem(code: string): boolean {
  return /CERT|SELF_SIGNED|UNABLE_TO_(VERIFY|GET_ISSUER)|^ERR_TLS_/.test(code);
}

/** AWS puts its code into `name`; a HEAD has no body, so that there only the status speaks. */
function asThrown(thrown: unknown): Thrown {
  if (typeof thrown !== 'object' || thrown === null) return {};
  const { name, code, $metadata } = thrown as Thrown;
  const isUnnamed = name === undefined || name === 'Error' || name === 'Unknown' || name === 'UnknownError';
  const status = $metadata?.httpStatusCode;
  return {
    name: isUnnamed && status === 403 ? 'Forbidden' : (name ?? ''),
    ...(typeof code === 'string' && { code }),
    ...($metadata && { $metadata }),
  };
}
