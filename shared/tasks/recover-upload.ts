import { ifFound } from '../objects/if-found.ts';
import type { ObjectInfo, ObjectStore, Upload } from '../objects/object-store.ts';
import type { CollectedFile, Segment } from './collect-segments.ts';
import { inLanes } from './in-lanes.ts';
import { type FileOfTask, fileKeyOf, PLAN_HASH } from './open-upload.ts';

type UploadedSegment = Extract<Segment, { kind: 'uploaded' }>;

/** Calls to the store at a time. */
const LANES = 8;

/** Whether an earlier attempt has made the file: the object is there with the size that it must have, of the same plan. */
export async function isWhole(
  target: FileOfTask,
  { bytes, ending }: CollectedFile,
  objects: Pick<ObjectStore, 'find'>,
): Promise<boolean> {
  while ((await ending.next()) !== undefined);
  return isOfSize(await objects.find(fileKeyOf(target)), target, bytes + ending.bytes);
}

/** Uploaded segments as an object of their own. */
export interface CompletedApart {
  /** What it was completed by; not open any more. */
  readonly completed: Upload;
  /** The same segments, the uploaded ones as ranges of that object. */
  replace(segments: readonly Segment[]): Segment[];
}

/**
 * Makes an object of the segments that were uploaded, under the file's own key, or finds the one that an earlier attempt
 * has made. Undefined when it cannot be: some of them are not in the upload any more.
 */
export async function completeApart(
  target: FileOfTask,
  uploaded: readonly UploadedSegment[],
  objects: Pick<ObjectStore, 'find' | 'completeUpload'>,
): Promise<CompletedApart | undefined> {
  const key = fileKeyOf(target);
  const completed = { key, uploadId: uploaded[0]!.uploadId };
  if (uploaded.some(({ uploadId }) => uploadId !== completed.uploadId)) return undefined;
  const bytes = uploaded.reduce((sum, segment) => sum + segment.bytes, 0);
  await ifFound(objects.completeUpload(completed, uploaded));
  const whole = await objects.find(key);
  if (whole === undefined || !isOfSize(whole, target, bytes)) return undefined;
  return { completed, replace: (segments) => cutObject(segments, whole) };
}

/** The chunks whose segments are not there any more, or are others than those that were recorded. */
export async function findLost(
  segments: readonly Segment[],
  upload: Upload | undefined,
  objects: Pick<ObjectStore, 'find' | 'listUploadParts'>,
): Promise<number[]> {
  const kept = upload === undefined ? undefined : await ifFound(objects.listUploadParts(upload));
  const etags = new Map((kept ?? []).map(({ partNumber, etag }) => [partNumber, etag]));
  const found = new Map<string, Promise<ObjectInfo | undefined>>();
  const find = (key: string) => found.get(key) ?? found.set(key, objects.find(key)).get(key)!;
  const isLost = await inLanes(segments, LANES, async (segment) => {
    if (segment.kind === 'object') return (await find(segment.key))?.etag !== segment.etag;
    return segment.uploadId !== upload?.uploadId || etags.get(segment.partNumber) !== segment.etag;
  });
  return segments.filter((_, index) => isLost[index]).map(({ chunkIndex }) => chunkIndex);
}

/** Uploaded segments lie in the object one after the other. */
function cutObject(segments: readonly Segment[], { key, etag }: ObjectInfo): Segment[] {
  let end = 0;
  return segments.map((segment): Segment => {
    if (segment.kind === 'object') return segment;
    const { chunkIndex, bytes } = segment;
    end += bytes;
    return { kind: 'object', chunkIndex, bytes, key, start: end - bytes, end, etag };
  });
}

function isOfSize(found: ObjectInfo | undefined, { task }: FileOfTask, bytes: number): boolean {
  return found !== undefined && found.bytes === bytes && found.metadata?.[PLAN_HASH] === task.plan_hash;
}
