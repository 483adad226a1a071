import type { DatasetFile } from '../contracts/dataset-manifest.ts';
import type { ClaimedTask, MergeRange } from '../contracts/task.ts';
import { AppError } from '../errors/app-error.ts';
import type { ErrorCode } from '../errors/error-codes.ts';
import { invariant } from '../errors/invariant.ts';
import { checksumHex } from '../formats/checksum.ts';
import { crc32Combine } from '../formats/crc32-combine.ts';
import type { MergeParts } from '../formats/merge-piece.ts';
import { ifFound } from '../objects/if-found.ts';
import type { Upload } from '../objects/object-store.ts';
import { arrangeUpload } from './arrange-upload.ts';
import { type CollectedFile, collectSegments, type Segment } from './collect-segments.ts';
import { type FillDependencies, fillEnding, fillParts, readRanges } from './fill-upload.ts';
import { fileKeyOf, findUpload, openUpload, type UploadDependencies } from './open-upload.ts';
import type { ReadParts } from './read-manifests.ts';
import { completeApart, findLost, isWhole } from './recover-upload.ts';

export interface JoinTarget {
  readonly task: Extract<ClaimedTask, { step: 'merge' }>;
  readonly file: MergeRange;
}

export interface JoinDependencies extends FillDependencies {
  readonly jobs: UploadDependencies['jobs'];
  readonly readParts: ReadParts;
  readonly mergeParts: MergeParts;
}

/**
 * What came of it: the file; the time was over, and the next attempt goes on; or chunks have to be made again, none of
 * them where that is under way already.
 */
export type Joined =
  | { readonly kind: 'file'; readonly file: DatasetFile }
  | { readonly kind: 'unfinished' }
  | { readonly kind: 'lost'; readonly chunkIndexes: readonly number[] };

/**
 * One file of a dataset, made of the segments that its chunks have stored, in a store that joins only pieces above a
 * size. The store copies what was not uploaded straight into the file; only small neighbours and the ending pass through
 * here. Nothing counts before the manifest names it, and doing it again, or at the same time, writes the same object.
 */
export async function joinFile(target: JoinTarget, dependencies: JoinDependencies): Promise<Joined> {
  const collected = await collectSegments(target.file, dependencies).catch((thrown: unknown) => {
    if (thrown instanceof AppError && thrown.code === 'JOB_STATE_CONFLICT') return undefined;
    throw thrown;
  });
  if (collected === undefined) return { kind: 'lost', chunkIndexes: [] };
  const settled = await settleSegments(target, collected, dependencies);
  if (!('segments' in settled)) return settled;
  const { segments, upload: open } = settled;
  const arranged = arrangeUpload(segments, dependencies.objects.uploadPartBytesMin);
  invariant(arranged, 'what stands before an uploaded segment is large enough');
  if (arranged.parts.length === 0) return putSmall(target, collected, dependencies);
  const upload = open ?? (await openUpload(target, dependencies));
  try {
    const parts = await fillParts(upload, arranged.parts, dependencies);
    if (parts === undefined) return { kind: 'unfinished' };
    const partNumber = segments.length + 1;
    const behind = { rest: arranged.rest, ending: collected.ending, partNumber };
    const last = await fillEnding(upload, behind, dependencies.objects);
    await dependencies.objects.completeUpload(upload, [...parts, ...last]);
    return { kind: 'file', file: describe(target.file, collected) };
  } catch (thrown) {
    return explain(thrown, { target, collected, segments, upload }, dependencies);
  }
}

/**
 * Segments that can be arranged, and the upload where some are in it already. Where uploaded ones cannot stay, because
 * something too small stands before them or because another upload makes the file now, the store first makes an object
 * of them, under the file's own key, to copy from.
 */
async function settleSegments(
  target: JoinTarget,
  collected: CollectedFile,
  dependencies: JoinDependencies,
): Promise<{ segments: readonly Segment[]; upload: Upload | undefined } | Joined> {
  const { segments } = collected;
  const uploaded = segments.filter((segment) => segment.kind === 'uploaded');
  const open = await findUpload(target, dependencies);
  if (uploaded.length === 0) return { segments, upload: open };
  const isOwn = uploaded.every(({ uploadId }) => uploadId === open?.uploadId);
  const { objects } = dependencies;
  if (isOwn && arrangeUpload(segments, objects.uploadPartBytesMin) !== undefined) return { segments, upload: open };
  if (await isWhole(target, collected, objects)) return { kind: 'file', file: describe(target.file, collected) };
  const apart = await completeApart(target, uploaded, objects);
  if (apart === undefined) return requireLost(await findLost(segments, open, objects), target);
  return { segments: apart.replace(segments), upload: await openUpload(target, dependencies, apart.completed) };
}

/** A file that is too small to be an upload. */
async function putSmall(target: JoinTarget, collected: CollectedFile, { objects }: JoinDependencies): Promise<Joined> {
  const ranges = collected.segments.filter((segment) => segment.kind === 'object');
  try {
    const slices = await readRanges(ranges, objects);
    for (let piece = await collected.ending.next(); piece; piece = await collected.ending.next()) slices.push(piece);
    await objects.put(fileKeyOf(target), slices);
    return { kind: 'file', file: describe(target.file, collected) };
  } catch (thrown) {
    if (!isLoss(thrown)) throw thrown;
    return requireLost(await findLost(collected.segments, undefined, objects), target, thrown);
  }
}

interface FailedJoin {
  readonly target: JoinTarget;
  readonly collected: CollectedFile;
  readonly segments: readonly Segment[];
  readonly upload: Upload;
}

/** Something that should be there is not: the file was completed before, its chunks are lost, or its upload is. */
async function explain(
  thrown: unknown,
  { target, collected, segments, upload }: FailedJoin,
  dependencies: JoinDependencies,
): Promise<Joined> {
  if (!isLoss(thrown)) throw thrown;
  const { objects } = dependencies;
  if (await isWhole(target, collected, objects)) return { kind: 'file', file: describe(target.file, collected) };
  const chunkIndexes = await findLost(segments, upload, objects);
  if (chunkIndexes.length === 0 && (await ifFound(objects.listUploadParts(upload))) === undefined)
    await openUpload(target, dependencies, upload);
  return requireLost(chunkIndexes, target, thrown);
}

/** Chunks to make again. Where nothing is missing a loss counts as an attempt: CORRUPT_PART, which is retryable. */
function requireLost(chunkIndexes: readonly number[], { file }: JoinTarget, cause?: unknown): Joined {
  if (chunkIndexes.length > 0) return { kind: 'lost', chunkIndexes };
  const message = `file ${file.file_name} could not be joined: the store did not take parts that it has`;
  throw new AppError('CORRUPT_PART', message, { cause });
}

/** Errors that say: what was asked for is not there, or not what it was. */
const LOSSES: readonly ErrorCode[] = ['FILE_NOT_FOUND', 'CORRUPT_PART', 'RANGE_NOT_SATISFIABLE'];

function isLoss(thrown: unknown): boolean {
  return thrown instanceof AppError && LOSSES.includes(thrown.code);
}

/** The file's entry in the manifest, once its ending has been read. */
function describe(
  { file_name: name }: MergeRange,
  { bytes, checksum, ending, rowStart, rowEnd }: CollectedFile,
): DatasetFile {
  return {
    name,
    bytes: bytes + ending.bytes,
    crc32: checksumHex(crc32Combine(checksum, ending.checksum, ending.bytes)),
    num_records: rowEnd - rowStart,
    row_start: rowStart,
    row_end: rowEnd,
  };
}
