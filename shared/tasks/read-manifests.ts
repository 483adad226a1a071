import type { PartManifest } from '../contracts/part-manifest.ts';
import type { MergeRange } from '../contracts/task.ts';
import { AppError } from '../errors/app-error.ts';

export interface ChunkSlice {
  readonly table: number;
  readonly chunk_start: number;
  readonly chunk_end: number;
}

/** Manifests of finished chunks, in order. */
export type ReadParts = (chunks: ChunkSlice) => Promise<PartManifest[]>;

/** Manifests held at a time. */
const SLICE_CHUNKS = 500;

/** The manifests of a file's parts in order, a slice at a time. JOB_STATE_CONFLICT where a chunk has not ended. */
export async function* readManifests(
  { table, chunk_start, chunk_end }: MergeRange,
  readParts: ReadParts,
): AsyncGenerator<PartManifest> {
  let expected = chunk_start;
  for (let start = chunk_start; start < chunk_end; start += SLICE_CHUNKS) {
    const end = Math.min(start + SLICE_CHUNKS, chunk_end);
    for (const manifest of await readParts({ table, chunk_start: start, chunk_end: end })) {
      if (manifest.chunk_index !== expected) throw notEnded(table, expected);
      expected += 1;
      yield manifest;
    }
  }
  if (expected !== chunk_end) throw notEnded(table, expected);
}

function notEnded(table: number, chunkIndex: number): AppError {
  const message = `chunk ${chunkIndex} of table ${table} has not ended, and its file cannot be merged yet`;
  return new AppError('JOB_STATE_CONFLICT', message);
}
