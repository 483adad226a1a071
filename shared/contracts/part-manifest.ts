import * as z from 'zod';
import { CheckCount } from './check-count.ts';

/**
 * A part as its file holds it: what stands before its rows there, then its rows. Stored in place of the whole part where
 * the store joins only pieces above a size, so that nothing has to be put between them.
 */
export const PartSegment = z.strictObject({
  bytes: z.int().min(0),
  /** How many of them stand before the data. */
  lead_bytes: z.int().min(0),
  /** CRC-32 of the segment, 8 hex digits. */
  crc32: z.string(),
  /** Of the upload's part, or of the object under the part's key, whose first bytes the segment is. */
  etag: z.string(),
  /** Where the bytes are a part of their file's upload already. */
  upload: z.strictObject({ upload_id: z.string(), part_number: z.int().min(1) }).optional(),
  /**
   * Base64 of what merging reads: the part's head, of the first part of a file, and its tail. Absent where they are
   * large; then they lie in the object under the part's key, behind the segment if that is there.
   */
  ends: z.string().optional(),
});
export type PartSegment = z.infer<typeof PartSegment>;

/** What a chunk leaves behind, enough to merge and to verify it without reading it. */
export const PartManifest = z.strictObject({
  table_index: z.int().min(0),
  chunk_index: z.int().min(0),
  row_start: z.int().min(0),
  /** Exclusive. */
  row_end: z.int().min(0),
  key: z.string(),
  bytes: z.int().min(0),
  /** CRC-32 (zlib's) of the whole part, 8 hex digits. */
  crc32: z.string(),
  /** The bytes that merging copies: [data_start, data_end). */
  data_start: z.int().min(0),
  data_end: z.int().min(0),
  data_crc32: z.string(),
  /** What was stored in place of the whole part, which all of the above describes nevertheless. */
  segment: PartSegment.optional(),
  /** Of the table's checks, where it has any: sums over rows, whatever chunks they came in. */
  checks: z.array(CheckCount).optional(),
});
export type PartManifest = z.infer<typeof PartManifest>;
