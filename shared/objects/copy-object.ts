import type { ObjectInfo, ObjectStore, UploadedPart, UploadOptions } from './object-store.ts';

/** S3 copies at most 5 GiB at once; smaller pieces end sooner when they have to be repeated. */
const COPY_BYTES = 1024 ** 3;

type CopyingStore = Pick<ObjectStore, 'put' | 'createUpload' | 'copyUploadPart' | 'completeUpload' | 'abortUpload'>;

/** An object under another key of the same store, without reading it here. Errors: those of the store. */
export async function copyObject(
  objects: CopyingStore,
  source: ObjectInfo,
  { key: toKey, metadata }: UploadOptions & { readonly key: string },
): Promise<void> {
  if (source.bytes === 0) {
    await objects.put(toKey, []);
    return;
  }
  const upload = await objects.createUpload(toKey, metadata && { metadata });
  try {
    const parts: UploadedPart[] = [];
    for (let start = 0; start < source.bytes; start += COPY_BYTES) {
      const range = { start, end: Math.min(start + COPY_BYTES, source.bytes) };
      const piece = { key: source.key, range, ifMatch: source.etag };
      parts.push(await objects.copyUploadPart(upload, parts.length + 1, piece));
    }
    await objects.completeUpload(upload, parts);
  } catch (error) {
    await objects.abortUpload(upload);
    throw error;
  }
}
