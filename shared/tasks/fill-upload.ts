import { AppError } from '../errors/app-error.ts';
import type { ObjectStore, Upload, UploadedPart } from '../objects/object-store.ts';
import type { ArrangedPart, ArrangedUpload } from './arrange-upload.ts';
import type { FileEnding, ObjectRange } from './collect-segments.ts';
import { inLanes } from './in-lanes.ts';

/** Calls to the store at a time: enough to hide its latency, few enough that joined parts stay below 100 MiB. */
const LANES = 8;
/** S3's bound. */
const PART_NUMBER_MAX = 10_000;
/** A long ending goes up in parts of about this size. */
const ENDING_PART_BYTES = 16 * 1024 * 1024;

export interface FillDependencies {
  readonly objects: ObjectStore;
  /** Aborting stops between two parts. */
  readonly signal: AbortSignal;
  /** False stops between two parts; what is there then is not done again. */
  readonly hasTime: () => boolean;
}

/**
 * Brings every part of an upload to its place but the ending: parts that an earlier attempt has brought stay, the others
 * are copied or joined, several at a time. Undefined when the time was over before. Errors of the store; CANCELLED.
 */
export async function fillParts(
  upload: Upload,
  parts: readonly ArrangedPart[],
  { objects, signal, hasTime }: FillDependencies,
): Promise<UploadedPart[] | undefined> {
  const isFilled = parts.every(({ kind }) => kind === 'uploaded');
  const present = new Map(
    (isFilled ? [] : await objects.listUploadParts(upload)).map((part) => [part.partNumber, part]),
  );
  const filled = await inLanes(parts, LANES, async (part): Promise<UploadedPart | undefined> => {
    const { kind, partNumber, bytes } = part;
    if (kind === 'uploaded') return { partNumber, bytes, etag: part.etag };
    const earlier = present.get(partNumber);
    if (earlier?.bytes === bytes) return earlier;
    if (signal.aborted) throw new AppError('CANCELLED', 'the merge was cancelled');
    if (!hasTime()) return undefined;
    if (kind === 'joined') return objects.putUploadPart(upload, partNumber, await readRanges(part.sources, objects));
    const { key, start, end, etag } = part.source;
    return objects.copyUploadPart(upload, partNumber, { key, range: { start, end }, ifMatch: etag });
  });
  return filled.every((part) => part !== undefined) ? filled : undefined;
}

/** The parts behind the segments: what is left of these, and the ending. */
export async function fillEnding(
  upload: Upload,
  { rest, ending, partNumber }: { rest: ArrangedUpload['rest']; ending: FileEnding; partNumber: number },
  objects: ObjectStore,
): Promise<UploadedPart[]> {
  const uploaded: UploadedPart[] = [];
  let slices = await readRanges(rest, objects);
  let bytes = slices.reduce((sum, { length }) => sum + length, 0);
  const flush = async () => {
    uploaded.push(await objects.putUploadPart(upload, partNumber + uploaded.length, slices));
    [slices, bytes] = [[], 0];
  };
  for (let piece = await ending.next(); piece !== undefined; piece = await ending.next()) {
    slices.push(piece);
    bytes += piece.length;
    if (bytes >= ENDING_PART_BYTES && partNumber + uploaded.length < PART_NUMBER_MAX) await flush();
  }
  if (bytes > 0) await flush();
  return uploaded;
}

/** The bytes of ranges, each as it was recorded; CORRUPT_PART where an object is another one now. */
export function readRanges(ranges: readonly ObjectRange[], objects: ObjectStore): Promise<Uint8Array[]> {
  return inLanes(ranges, LANES, async ({ key, start, end }) => {
    const bytes = await objects.read(key, { start, end });
    if (bytes.length === end - start) return bytes;
    throw new AppError('CORRUPT_PART', `object ${key} is not the one that was recorded`);
  });
}
