import type { PartManifest } from '../contracts/part-manifest.ts';
import type { MergeParts } from '../formats/merge-piece.ts';
import { MAGIC } from './footer.ts';
import { MergedFooter } from './merged-footer.ts';
import { corrupt, readPartFooter } from './part-footer.ts';

/**
 * Joins Parquet parts of one schema without decoding them: the row groups are copied as they are, one footer is
 * written. Page indexes and whatever else a part's metadata holds are kept. At least one part, be it without rows; its
 * metadata gives the schema. Throws CORRUPT_PART naming the part.
 */
export const mergeParquetParts: MergeParts = async function* mergeParquetParts(sources) {
  const footer = new MergedFooter();
  yield { kind: 'bytes', bytes: MAGIC };
  for await (const source of sources) {
    const { manifest } = source;
    addPart(footer, manifest, await source.read(manifest.data_end, manifest.bytes));
    const { key, data_start: start, data_end: end, data_crc32: crc32 } = manifest;
    if (end > start) yield { kind: 'range', key, start, end, crc32 };
  }
  for (const bytes of footer.pieces()) yield { kind: 'bytes', bytes };
};

function addPart(footer: MergedFooter, manifest: PartManifest, tail: Uint8Array): void {
  try {
    footer.add(readPartFooter(manifest, tail));
  } catch (error) {
    if (error instanceof RangeError) throw corrupt(manifest, 'its metadata cannot be read', error);
    throw error;
  }
}
