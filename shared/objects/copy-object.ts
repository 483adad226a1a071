import { type CopyingUploads, copyInPieces } from './copy-in-pieces.ts';
import type { ObjectInfo, ObjectMetadata, ObjectStore } from './object-store.ts';

/** An object under another key of the same store, without reading it here. Errors: those of the store. */
export async function copyObject(
  objects: CopyingUploads & Pick<ObjectStore, 'put'>,
  { key, bytes, etag }: ObjectInfo,
  { key: targetKey, metadata }: { readonly key: string; readonly metadata?: ObjectMetadata },
): Promise<void> {
  if (bytes === 0) await objects.put(targetKey, []);
  else await copyInPieces(objects, { key, bytes, etag, ...(metadata && { metadata }) }, { targetKey });
}
