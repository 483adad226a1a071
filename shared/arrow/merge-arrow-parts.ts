import { invariant } from '../errors/invariant.ts';
import type { MergePiece, MergeSource } from '../formats/merge-piece.ts';
import { END_OF_STREAM } from './stream-frame.ts';

/** Merges Arrow streams of one schema: the first part's schema message, every part's record batches, one end mark. */
export async function* mergeArrowParts(sources: AsyncIterable<MergeSource>): AsyncGenerator<MergePiece> {
  let hasSchema = false;
  for await (const source of sources) {
    const { manifest } = source;
    if (!hasSchema) yield { kind: 'bytes', bytes: await source.read(0, manifest.data_start) };
    hasSchema = true;
    const { key, data_start: start, data_end: end, data_crc32: crc32 } = manifest;
    if (start < end) yield { kind: 'range', key, start, end, crc32 };
  }
  invariant(hasSchema, 'a table has at least one part, even without rows');
  yield { kind: 'bytes', bytes: END_OF_STREAM };
}
