import type { Vector } from '../columns/vector.ts';
import { invariant } from '../errors/invariant.ts';
import type { KernelSession } from '../kernels/kernel-session.ts';
import type { Address } from '../kernels/kernels.ts';
import { compress, compressedBytesMax } from './codec.ts';
import type { ColumnChunk } from './column-chunk.ts';
import { type Levels, levelBytesMax, NO_LEVELS, storeLevels } from './levels.ts';
import { Encoding, PAGE_HEADER_BYTES_MAX, type PageSizes, storeDataPageHeader } from './page-header.ts';
import { storeBitPackedHeader, storeRleRun } from './rle-hybrid.ts';
import type { ValueRange } from './statistics.ts';
import { findRange, type RangeWorkspace } from './value-range.ts';

const SLACK_BYTES = 64;
/** Memory grows by at least so much at a time: growing ends every view of it. */
const GROWTH_BYTES = 1_048_576;
const VALUE_BYTES = { codes8: 1, codes16: 2, i32: 4, f32: 4, i64: 8, f64: 8, fixed16: 16 } as const;
const ENCODING_IDS = {
  dictionary: Encoding.rleDictionary,
  delta: Encoding.deltaBinaryPacked,
  plain: Encoding.plain,
} as const;

/** A data page in the arena: header and body lie in [start, end). */
export interface EncodedPage {
  readonly start: Address;
  readonly end: Address;
  /** Header and body before compression. */
  readonly uncompressedBytes: number;
  readonly numRows: number;
  /** As many as there are levels: rows, or in lists elements, with nulls and empty lists. */
  readonly numValues: number;
  /** Values that are null or missing. */
  readonly nullCount: number;
  /** Undefined where every value is null. */
  readonly range: ValueRange | undefined;
}

export interface PageInput {
  readonly vector: Vector;
  readonly numRows: number;
  /** First free address of the arena. */
  readonly at: Address;
  readonly workspace: RangeWorkspace;
}

/** Present values, without gaps. */
interface PresentValues {
  readonly values: Address;
  readonly count: number;
  readonly byteLength: number;
}

/**
 * Encodes one page of one column into the arena: levels, then values, compressed where the chunk has a codec, with the
 * header right in front. Behind `end` the arena may hold scraps.
 */
export function encodeDataPage(session: KernelSession, chunk: ColumnChunk, input: PageInput): EncodedPage {
  const { vector, numRows, at, workspace } = input;
  const counts = { numPlaces: numRows, numLevels: numRows };
  const space = pageSpace(chunk, { at, byteLength: vector.byteLength, ...counts });
  growArena(session, space.end);
  const definition = definitionLevels(chunk, vector, numRows);
  return encodePage(session, chunk, {
    vector,
    ...counts,
    numRows,
    repetition: NO_LEVELS,
    definition,
    space,
    workspace,
  });
}

/** A page whose levels are known; a flat column has one place and one level per row. */
export interface LevelledPage {
  readonly vector: Vector;
  /** Values of the vector, nulls included. */
  readonly numPlaces: number;
  readonly numLevels: number;
  readonly numRows: number;
  readonly repetition: Levels;
  readonly definition: Levels;
  readonly space: PageSpace;
  readonly workspace: RangeWorkspace;
}

/** As `encodeDataPage`, in a space that the arena has room for. */
export function encodePage(session: KernelSession, chunk: ColumnChunk, page: LevelledPage): EncodedPage {
  const { vector, numPlaces, numLevels, numRows, workspace } = page;
  const { body, staging, compaction } = page.space;
  // PLAIN text without nulls is compressed where it lies: its levels are empty.
  const isReadInPlace = chunk.codec !== 'none' && chunk.encoding === 'plain' && chunk.maxDefinitionLevel === 0;
  const raw = chunk.codec === 'none' ? body : isReadInPlace ? vector.values : staging;
  const repetitionBytes = storeLevels(session, raw, page.repetition, numLevels);
  const levelBytes = repetitionBytes + storeLevels(session, raw + repetitionBytes, page.definition, numLevels);
  const valuesAt = raw + levelBytes;
  const present = presentValues(session, vector, {
    numPlaces,
    out: chunk.encoding === 'plain' ? valuesAt : compaction,
  });
  const range = findRange(session, chunk, { ...present, workspace });
  const rawBytes = levelBytes + storeValues(session, chunk, present, valuesAt);
  const bodyBytes =
    chunk.codec === 'none' ? rawBytes : compress(session, chunk.codec, { out: body, input: raw, bytes: rawBytes });
  const headerBytes = storeHeader(session, body, {
    uncompressedBytes: rawBytes,
    compressedBytes: bodyBytes,
    numValues: numLevels,
    encoding: ENCODING_IDS[chunk.encoding],
  });
  return {
    start: body - headerBytes,
    end: body + bodyBytes,
    uncompressedBytes: headerBytes + rawBytes,
    numRows,
    numValues: numLevels,
    nullCount: numLevels - present.count,
    range,
  };
}

/** Where a page is made: the body behind its header, the body before compression, compacted values. */
export interface PageSpace {
  readonly body: Address;
  readonly staging: Address;
  readonly compaction: Address;
  readonly end: Address;
}

export function pageSpace(
  { codec, maxDefinitionLevel, maxRepetitionLevel }: ColumnChunk,
  { at, byteLength, numPlaces, numLevels }: { at: Address; byteLength: number; numPlaces: number; numLevels: number },
): PageSpace {
  const body = at + PAGE_HEADER_BYTES_MAX;
  // Widest of the encodings: DELTA_BINARY_PACKED adds 14 bytes to 128 values of 8 bytes and pads the last 32.
  const valueBytesMax = Math.max(byteLength, 2 * numPlaces) + (numPlaces >>> 3) + 512;
  const levelBytes = levelBytesMax(maxRepetitionLevel, numLevels) + levelBytesMax(maxDefinitionLevel, numLevels);
  const rawBytesMax = levelBytes + valueBytesMax;
  const staging = body + compressedBytesMax(codec, rawBytesMax) + SLACK_BYTES;
  const compaction = staging + rawBytesMax + SLACK_BYTES;
  return { body, staging, compaction, end: compaction + byteLength + SLACK_BYTES };
}

/** Makes sure of the arena up to `end`. */
export function growArena(session: KernelSession, end: Address): void {
  if (end > session.bytes.length) session.ensure(end + GROWTH_BYTES);
}

function definitionLevels({ maxDefinitionLevel }: ColumnChunk, vector: Vector, numRows: number): Levels {
  if (maxDefinitionLevel === 0) return NO_LEVELS;
  if (vector.presence === undefined || vector.nullCount === 0) return { maxLevel: 1, levels: { all: 1 } };
  if (vector.nullCount === numRows) return { maxLevel: 1, levels: { all: 0 } };
  return { maxLevel: 1, levels: { at: vector.presence } };
}

/** The vector itself where nothing is null, else its present values compacted into `out`. */
function presentValues(
  session: KernelSession,
  { layout, values, byteLength, presence, nullCount }: Vector,
  { numPlaces, out }: { numPlaces: number; out: Address },
): PresentValues {
  if (presence === undefined || nullCount === 0) return { values, count: numPlaces, byteLength };
  const { kernels } = session;
  const count = numPlaces - nullCount;
  invariant(layout !== 'nested', 'leaves are encoded one by one');
  switch (layout) {
    case 'bits':
      kernels.compactBits(out, values, numPlaces, presence);
      return { values: out, count, byteLength: Math.ceil(count / 8) };
    case 'text':
      return { values: out, count, byteLength: kernels.compactText(out, values, numPlaces, presence) };
    default: {
      const width = VALUE_BYTES[layout];
      kernels[COMPACT_KERNELS[width]](out, values, numPlaces, presence);
      return { values: out, count, byteLength: count * width };
    }
  }
}

const COMPACT_KERNELS = {
  1: 'compact8',
  2: 'compact16',
  4: 'compact32',
  8: 'compact64',
  16: 'compact128',
} as const;

/** Writes the encoded values to `out`, unless they lie there already; returns bytes. */
function storeValues(
  session: KernelSession,
  { column, encoding, dictionary }: ColumnChunk,
  { values, count, byteLength }: PresentValues,
  out: Address,
): number {
  const { kernels, bytes } = session;
  if (encoding === 'delta') return kernels.deltaI64(out, values, count);
  if (dictionary === undefined) {
    if (values !== out) bytes.copyWithin(out, values, values + byteLength);
    return byteLength;
  }
  const { bitWidth } = dictionary;
  bytes[out] = bitWidth;
  const run = out + 1;
  if (dictionary.values.length === 1) return 1 + storeRleRun(session, run, { value: 0, count });
  const headerBytes = storeBitPackedHeader(session, run, count);
  const packed = run + headerBytes;
  const pack = column.layout === 'codes8' ? kernels.packBits8 : kernels.packBits16;
  return 1 + headerBytes + pack(packed, values, count, bitWidth);
}

const header = new Uint8Array(PAGE_HEADER_BYTES_MAX);

/** Writes the page header right in front of `body`; returns bytes. */
export function storeHeader(session: KernelSession, body: Address, sizes: PageSizes): number {
  const headerBytes = storeDataPageHeader(header, sizes);
  session.bytes.set(header.subarray(0, headerBytes), body - headerBytes);
  return headerBytes;
}
