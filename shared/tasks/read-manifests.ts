import type { PartManifest } from '../contracts/part-manifest.ts';
import type { MergeRange } from '../contracts/task.ts';
import { invariant } from '../errors/invariant.ts';

export interface ChunkSlice {
  readonly table: number;
  readonly chunk_start: number;
  readonly chunk_end: number;
}

/** Manifests of finished chunks, in order. */
export type ReadParts = (chunks: ChunkSlice) => Promise<PartManifest[]>;

/** Manifests held at a time. */
const SLICE_CHUNKS = 500;

/** The manifests of a file's parts in order, a slice at a time. */
export async function* readManifests(
  { table, chunk_start, chunk_end }: MergeRange,
  readParts: ReadParts,
): AsyncGenerator<PartManifest> {
  let expected = chunk_start;
  for (let start = chunk_start; start < chunk_end; start += SLICE_CHUNKS) {
    const end = Math.min(start + SLICE_CHUNKS, chunk_end);
    for (const manifest of await readParts({ table, chunk_start: start, chunk_end: end })) {
      invariant(manifest.chunk_index === expected++, 'a merge begins when all its chunks have ended');
      yield manifest;
    }
  }
  invariant(expected === chunk_end, 'a merge begins when all its chunks have ended');
}
