import { crc32 } from 'node:zlib';
import type { DatasetFile } from '../contracts/dataset-manifest.ts';
import type { PartManifest } from '../contracts/part-manifest.ts';
import type { MergeRange } from '../contracts/task.ts';
import { AppError } from '../errors/app-error.ts';
import { checksumHex, checksumOf } from '../formats/checksum.ts';
import { crc32Combine } from '../formats/crc32-combine.ts';
import type { MergeParts, MergePiece, MergeSource } from '../formats/merge-piece.ts';
import type { ObjectStore, Upload, UploadedPart } from '../objects/object-store.ts';
import { type ReadParts, readManifests } from './read-manifests.ts';

export interface MergeFileDependencies {
  readonly objects: ObjectStore;
  readonly readParts: ReadParts;
  /** The merge of the file's format and columns. */
  readonly mergeParts: MergeParts;
  /** Aborting stops between two pieces. */
  readonly signal: AbortSignal;
}

/**
 * One file of a dataset, made of its parts under `key`, in a store that joins pieces of any size: it copies the data,
 * only ends and footer pass through here. Nothing is visible before the last step, and doing it twice writes the same
 * object again.
 */
export async function mergeFile(
  file: MergeRange,
  key: string,
  dependencies: MergeFileDependencies,
): Promise<DatasetFile> {
  const { objects } = dependencies;
  const rows = { row_start: Number.POSITIVE_INFINITY, row_end: 0 };
  const upload = await objects.createUpload(key);
  try {
    const pieces = dependencies.mergeParts(readSources(file, rows, dependencies));
    const { parts, bytes, checksum } = await uploadPieces(upload, pieces, dependencies);
    await objects.completeUpload(upload, parts);
    return {
      name: file.file_name,
      bytes,
      crc32: checksumHex(checksum),
      num_records: rows.row_end - rows.row_start,
      ...rows,
    };
  } catch (error) {
    await objects.abortUpload(upload);
    throw error;
  }
}

/** The file that a part is, where parts stay parts: it was written under its final key. */
export function partAsFile(name: string, part: PartManifest): DatasetFile {
  const { bytes, crc32, row_start, row_end } = part;
  return { name, bytes, crc32, num_records: row_end - row_start, row_start, row_end };
}

async function uploadPieces(
  upload: Upload,
  pieces: AsyncIterable<MergePiece>,
  { objects, signal }: MergeFileDependencies,
): Promise<{ parts: UploadedPart[]; bytes: number; checksum: number }> {
  const parts: UploadedPart[] = [];
  let [bytes, checksum] = [0, 0];
  for await (const piece of pieces) {
    if (signal.aborted) throw new AppError('CANCELLED', 'the merge was cancelled');
    const partNumber = parts.length + 1;
    if (piece.kind === 'bytes') {
      parts.push(await objects.putUploadPart(upload, partNumber, [piece.bytes]));
      checksum = crc32(piece.bytes, checksum);
      bytes += piece.bytes.length;
    } else {
      const range = { start: piece.start, end: piece.end };
      parts.push(await objects.copyUploadPart(upload, partNumber, { key: piece.key, range }));
      checksum = crc32Combine(checksum, checksumOf(piece.crc32), piece.end - piece.start);
      bytes += piece.end - piece.start;
    }
  }
  return { parts, bytes, checksum };
}

/** Parts in order; widens `rows` to the rows they hold. */
async function* readSources(
  file: MergeRange,
  rows: { row_start: number; row_end: number },
  { objects, readParts }: MergeFileDependencies,
): AsyncGenerator<MergeSource> {
  for await (const manifest of readManifests(file, readParts)) {
    rows.row_start = Math.min(rows.row_start, manifest.row_start);
    rows.row_end = manifest.row_end;
    yield { manifest, read: (from, to) => objects.read(manifest.key, { start: from, end: to }) };
  }
}
