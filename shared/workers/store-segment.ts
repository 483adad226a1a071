import type { PartSegment } from '../contracts/part-manifest.ts';
import { checksumHex, checksumSlices } from '../formats/checksum.ts';
import { crc32Combine } from '../formats/crc32-combine.ts';
import type { CutPart } from '../formats/cut-segment.ts';
import type { ObjectStore, Upload } from '../objects/object-store.ts';

/** Ends up to this size go with the part's description, which a database keeps; most take a few KB. */
const INLINE_ENDS_BYTES = 64 * 1024;

export interface SegmentPlace {
  /** Of the object that holds what is not uploaded. */
  readonly key: string;
  /** The upload of the file, where chunks upload straight into it, and the part's number there. */
  readonly upload?: FilePart | undefined;
}

/** A part of a file's upload. */
export interface FilePart extends Upload {
  readonly partNumber: number;
}

/**
 * Stores what a file holds of a part: as a part of the file's upload where there is one and the segment is large enough
 * to be one, else as an object. FILE_NOT_FOUND when the upload is not open any more.
 */
export async function storeSegment(
  { lead, data, ends, dataChecksum }: CutPart & { readonly dataChecksum: number },
  { key, upload }: SegmentPlace,
  objects: ObjectStore,
): Promise<PartSegment> {
  const [leadBytes, dataBytes] = [sizeOf(lead), sizeOf(data)];
  const bytes = leadBytes + dataBytes;
  const checksum = crc32Combine(checksumSlices(lead), dataChecksum, dataBytes);
  const segment = { bytes, lead_bytes: leadBytes, crc32: checksumHex(checksum) };
  const isInline = sizeOf(ends) <= INLINE_ENDS_BYTES;
  const kept = isInline ? { ends: Buffer.concat(ends).toString('base64') } : {};
  const apart = isInline ? [] : ends;
  if (upload === undefined || bytes < objects.uploadPartBytesMin) {
    const { etag } = await objects.put(key, [...lead, ...data, ...apart]);
    return { ...segment, etag, ...kept };
  }
  const { partNumber, uploadId } = upload;
  const { etag } = await objects.putUploadPart(upload, partNumber, [...lead, ...data]);
  if (!isInline) await objects.put(key, apart);
  return { ...segment, etag, upload: { upload_id: uploadId, part_number: partNumber }, ...kept };
}

function sizeOf(slices: readonly Uint8Array[]): number {
  return slices.reduce((sum, { length }) => sum + length, 0);
}
