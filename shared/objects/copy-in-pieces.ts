import type { CopyOptions, ObjectInfo, ObjectStore, UploadedPart, WrittenObject } from './object-store.ts';

/** S3 copies at most 5 GiB at once; smaller pieces end sooner when they have to be repeated. */
const PIECE_BYTES = 1024 ** 3;

/** What copying needs of a store. */
export type CopyingUploads = Pick<ObjectStore, 'createUpload' | 'copyUploadPart' | 'completeUpload' | 'abortUpload'>;

/** The object to copy, and the metadata that the copy gets. */
type Source = Pick<ObjectInfo, 'key' | 'bytes' | 'etag' | 'metadata'>;

/** A copy of an object that is not empty, as an upload of ranges of `pieceBytes` of it. */
export async function copyInPieces(
  uploads: CopyingUploads,
  source: Source,
  {
    targetKey,
    storageClass,
    pieceBytes = PIECE_BYTES,
  }: CopyOptions & { readonly targetKey: string; readonly pieceBytes?: number },
): Promise<WrittenObject> {
  const { key, bytes, etag: ifMatch, metadata } = source;
  const upload = await uploads.createUpload(targetKey, {
    ...(metadata !== undefined && { metadata }),
    ...(storageClass !== undefined && { storageClass }),
  });
  try {
    const parts: UploadedPart[] = [];
    for (let start = 0; start < bytes; start += pieceBytes) {
      const range = { start, end: Math.min(start + pieceBytes, bytes) };
      parts.push(await uploads.copyUploadPart(upload, parts.length + 1, { key, range, ifMatch }));
    }
    return await uploads.completeUpload(upload, parts);
  } catch (error) {
    await uploads.abortUpload(upload).catch(() => undefined);
    throw error;
  }
}
