import * as z from 'zod';
import { CheckCount } from './check-count.ts';
import { PartSegment } from './part-segment.ts';

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
