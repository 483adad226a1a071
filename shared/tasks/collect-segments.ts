import { crc32 } from 'node:zlib';
import type { PartManifest, PartSegment } from '../contracts/part-manifest.ts';
import type { MergeRange } from '../contracts/task.ts';
import { AppError } from '../errors/app-error.ts';
import { invariant } from '../errors/invariant.ts';
import { checksumHex, checksumOf, checksumSlices } from '../formats/checksum.ts';
import { crc32Combine } from '../formats/crc32-combine.ts';
import type { MergeParts, MergePiece, MergeSource } from '../formats/merge-piece.ts';
import type { ObjectStore } from '../objects/object-store.ts';
import { type ReadParts, readManifests } from './read-manifests.ts';

/** Bytes [start, end) of an object that a chunk has left. */
export interface ObjectRange {
  readonly chunkIndex: number;
  readonly key: string;
  readonly start: number;
  readonly end: number;
  readonly etag: string;
}

/** The bytes of one chunk in its file. */
export type Segment =
  | ({ readonly kind: 'object'; readonly bytes: number } & ObjectRange)
  | {
      readonly kind: 'uploaded';
      readonly chunkIndex: number;
      readonly bytes: number;
      readonly uploadId: string;
      readonly partNumber: number;
      readonly etag: string;
    };

/** What follows the segments, read once and counted as it is read. */
export interface FileEnding {
  /** The next piece; undefined behind the last one. */
  next(): Promise<Uint8Array | undefined>;
  /** Of all pieces read so far. */
  readonly bytes: number;
  readonly checksum: number;
}

export interface CollectedFile {
  readonly segments: readonly Segment[];
  /** Of all segments one after the other. */
  readonly bytes: number;
  readonly checksum: number;
  readonly ending: FileEnding;
  readonly rowStart: number;
  readonly rowEnd: number;
}

export interface CollectDependencies {
  readonly objects: Pick<ObjectStore, 'read'>;
  readonly readParts: ReadParts;
  readonly mergeParts: MergeParts;
}

/**
 * What a file is made of, from the manifests of its chunks alone. The format's own merge is run for its ending: what it
 * puts before and between the parts must be what their segments begin with. Throws CORRUPT_PART where it is not.
 */
export async function collectSegments(file: MergeRange, dependencies: CollectDependencies): Promise<CollectedFile> {
  const source = new SegmentSource(file, dependencies);
  const pieces = dependencies.mergeParts(source.read());
  const segments: Segment[] = [];
  let [bytes, checksum, lead]: [number, number, Uint8Array[]] = [0, 0, []];
  for (;;) {
    const next = await pieces.next();
    if (!next.done && next.value.kind === 'range') {
      const { manifest, segment } = source.current();
      requireSame({ manifest, segment }, lead);
      segments.push(placeOf(manifest, segment));
      checksum = crc32Combine(checksum, checksumOf(segment.crc32), segment.bytes);
      bytes += segment.bytes;
      lead = [];
    } else {
      if (!next.done) lead.push((next.value as BytesPiece).bytes);
      if (next.done || source.isExhausted) {
        const ending = new CountedEnding(lead, pieces);
        return { segments, bytes, checksum, ending, rowStart: source.rowStart, rowEnd: source.rowEnd };
      }
    }
  }
}

type BytesPiece = Extract<MergePiece, { kind: 'bytes' }>;

/** The manifests as a format's merge reads them; knows the last one that it has read. */
class SegmentSource {
  isExhausted = false;
  rowStart = Number.POSITIVE_INFINITY;
  rowEnd = 0;
  readonly #file: MergeRange;
  readonly #dependencies: CollectDependencies;
  #manifest: PartManifest | undefined;

  constructor(file: MergeRange, dependencies: CollectDependencies) {
    this.#file = file;
    this.#dependencies = dependencies;
  }

  current(): { manifest: PartManifest; segment: PartSegment } {
    const { manifest, segment } = { manifest: this.#manifest, segment: this.#manifest?.segment };
    invariant(manifest && segment, 'chunks store segments where pieces below a size cannot be joined');
    return { manifest, segment };
  }

  async *read(): AsyncGenerator<MergeSource> {
    const { objects, readParts } = this.#dependencies;
    for await (const manifest of readManifests(this.#file, readParts)) {
      this.#manifest = manifest;
      this.rowStart = Math.min(this.rowStart, manifest.row_start);
      this.rowEnd = manifest.row_end;
      const isFirst = manifest.chunk_index === this.#file.chunk_start;
      yield { manifest, read: (start, end) => readEnds(this.current(), { start, end, isFirst }, objects) };
    }
    this.isExhausted = true;
  }
}

/** Bytes [start, end) of the whole part, which lie before or behind its data. */
async function readEnds(
  { manifest, segment }: { manifest: PartManifest; segment: PartSegment },
  { start, end, isFirst }: { start: number; end: number; isFirst: boolean },
  objects: Pick<ObjectStore, 'read'>,
): Promise<Uint8Array> {
  const headBytes = isFirst ? manifest.data_start : 0;
  const at = start >= manifest.data_end ? headBytes + start - manifest.data_end : start;
  invariant(at + end - start <= headBytes + manifest.bytes - manifest.data_end, 'merging reads the ends of parts only');
  if (segment.ends !== undefined)
    return new Uint8Array(Buffer.from(segment.ends, 'base64')).subarray(at, at + end - start);
  const endsStart = segment.upload === undefined ? segment.bytes : 0;
  return objects.read(manifest.key, { start: endsStart + at, end: endsStart + at + end - start });
}

/** What the merge puts before a part is what the segment begins with. */
function requireSame(
  { manifest, segment }: { manifest: PartManifest; segment: PartSegment },
  lead: Uint8Array[],
): void {
  const dataBytes = manifest.data_end - manifest.data_start;
  const checksum = crc32Combine(checksumSlices(lead), checksumOf(manifest.data_crc32), dataBytes);
  const leadBytes = lead.reduce((sum, { length }) => sum + length, 0);
  const isSame = leadBytes === segment.lead_bytes && leadBytes + dataBytes === segment.bytes;
  if (isSame && checksumHex(checksum) === segment.crc32) return;
  throw new AppError('CORRUPT_PART', `part ${manifest.key} does not fit the file it was made for; retry the job`);
}

function placeOf({ chunk_index: chunkIndex, key }: PartManifest, { bytes, etag, upload }: PartSegment): Segment {
  if (upload === undefined) return { kind: 'object', chunkIndex, bytes, key, start: 0, end: bytes, etag };
  return { kind: 'uploaded', chunkIndex, bytes, uploadId: upload.upload_id, partNumber: upload.part_number, etag };
}

class CountedEnding implements FileEnding {
  bytes = 0;
  checksum = 0;
  readonly #first: Uint8Array[];
  readonly #rest: AsyncGenerator<MergePiece>;

  constructor(first: readonly Uint8Array[], rest: AsyncGenerator<MergePiece>) {
    this.#first = [...first];
    this.#rest = rest;
  }

  async next(): Promise<Uint8Array | undefined> {
    const piece = this.#first.shift() ?? (await this.#pull());
    if (piece === undefined) return undefined;
    this.bytes += piece.length;
    this.checksum = crc32(piece, this.checksum);
    return piece;
  }

  async #pull(): Promise<Uint8Array | undefined> {
    const next = await this.#rest.next();
    if (next.done) return undefined;
    invariant(next.value.kind === 'bytes', 'no part follows the last one');
    return next.value.bytes;
  }
}
