import type { CopyOptions, ObjectInfo, ObjectStore, UploadedPart, WrittenObject } from './object-store.ts';

type Uploads = Pick<ObjectStore, 'createUpload' | 'copyUploadPart' | 'completeUpload' | 'abortUpload'>;

/** A copy of an object that is too large for one call, as an upload of ranges of `pieceBytes` of it. */
export async function copyInPieces(
  uploads: Uploads,
  source: ObjectInfo,
  { targetKey, pieceBytes, storageClass }: CopyOptions & { readonly targetKey: string; readonly pieceBytes: number },
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
