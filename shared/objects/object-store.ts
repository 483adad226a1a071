/** What a writer knows about the object that it wrote. */
export interface WrittenObject {
  readonly key: string;
  readonly bytes: number;
  /** Without quotes; changes whenever the content does. */
  readonly etag: string;
}

/** What is known about a stored object without reading it. */
export interface ObjectInfo extends WrittenObject {
  readonly modifiedAt: Date;
  /** True while its content has to be restored from an archive before it can be read. Not part of a list. */
  readonly isArchived?: boolean;
  /** What the upload of this object was begun with, where the store keeps it. Not part of a list. */
  readonly metadata?: ObjectMetadata;
}

/** Names of lower-case letters, digits and `-`; values of printable ASCII. */
export type ObjectMetadata = Readonly<Record<string, string>>;

/** Half-open byte range. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

export interface PutOptions {
  /** Refuse with OBJECT_EXISTS when the key is taken. */
  readonly ifAbsent?: boolean;
}

export interface CopyOptions {
  /** How the store keeps the copy, where it knows classes; a folder knows none. */
  readonly storageClass?: string;
}

export interface UploadOptions extends CopyOptions {
  readonly metadata?: ObjectMetadata;
}

/** A multipart upload that has begun; nothing is visible under its key before `completeUpload`. */
export interface Upload {
  readonly key: string;
  readonly uploadId: string;
}

export interface UploadedPart {
  readonly partNumber: number;
  readonly etag: string;
  readonly bytes: number;
}

/** An upload that somebody began and neither completed nor aborted. */
export interface OpenUpload extends Upload {
  readonly begunAt: Date;
}

export interface PresignOptions {
  readonly method: 'GET' | 'PUT';
  /** From now, 1..604,800. */
  readonly expiresSeconds: number;
  /** What a GET answers as `Content-Type` and `Content-Disposition`. */
  readonly contentType?: string;
  readonly contentDisposition?: string;
}

/**
 * Objects under keys, as S3 has them. Writers are atomic: a reader sees the old object or the new one, never a
 * mixture. Keys come from `object-keys.ts` only. Errors: FILE_NOT_FOUND, OBJECT_EXISTS, OBJECT_ARCHIVED, STORAGE_FULL,
 * STORAGE_UNAVAILABLE.
 */
export interface ObjectStore {
  put(key: string, body: readonly Uint8Array[], options?: PutOptions): Promise<WrittenObject>;
  /** The whole object or a range of it, in memory. */
  read(key: string, range?: ByteRange): Promise<Uint8Array>;
  /** The same as a stream with bounded memory. */
  stream(key: string, range?: ByteRange): AsyncIterable<Uint8Array>;
  find(key: string): Promise<ObjectInfo | undefined>;
  /** A copy of the whole object under another key, made inside the store; replaces what is there. */
  copy(sourceKey: string, targetKey: string, options?: CopyOptions): Promise<WrittenObject>;
  /** Missing keys are no error. */
  delete(keys: readonly string[]): Promise<void>;
  /** Keys below `prefix` in order, `limit` at a time; `after` is the last key of the previous page. */
  list(prefix: string, options?: { readonly after?: string; readonly limit?: number }): Promise<ObjectInfo[]>;

  /** Every part of an upload but its last must have so many bytes; 0 where they may have any number. */
  readonly uploadPartBytesMin: number;
  createUpload(key: string, options?: UploadOptions): Promise<Upload>;
  putUploadPart(upload: Upload, partNumber: number, body: readonly Uint8Array[]): Promise<UploadedPart>;
  /** A part from a range of an existing object, without reading it here; refused when its etag is not `ifMatch`. */
  copyUploadPart(
    upload: Upload,
    partNumber: number,
    source: { key: string; range: ByteRange; ifMatch?: string },
  ): Promise<UploadedPart>;
  /** The parts of an open upload, the last one of each number, in ascending order. FILE_NOT_FOUND when it is not open. */
  listUploadParts(upload: Upload): Promise<UploadedPart[]>;
  /** Parts in ascending order of number; FILE_NOT_FOUND when the upload is not open or holds another part. */
  completeUpload(upload: Upload, parts: readonly UploadedPart[], options?: PutOptions): Promise<WrittenObject>;
  /** An unknown upload is no error. */
  abortUpload(upload: Upload): Promise<void>;
  /** Open uploads of anybody, where the store can tell: a folder's belong to one process, and end with it. */
  listUploads(): Promise<OpenUpload[]>;

  /** An address with which anybody may do this one thing for a while; undefined where objects have none. */
  presign(key: string, options: PresignOptions): Promise<string | undefined>;

  /** Free bytes, where the store can tell. */
  freeBytes(): Promise<number | undefined>;
}
