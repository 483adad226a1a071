import type { Vector } from '../columns/vector.ts';
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
  readonly nullCount: number;
  /** Undefined where every row is null. */
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
  const { vector, numRows, workspace } = input;
  const body = input.at + PAGE_HEADER_BYTES_MAX;
  const { staging, compaction } = layOut(session, chunk, { ...input, body });
  const definition = definitionLevels(chunk, vector, numRows);
  // PLAIN text without nulls is compressed where it lies: its levels are empty.
  const isReadInPlace = chunk.codec !== 'none' && chunk.encoding === 'plain' && !chunk.column.isNullable;
  const raw = chunk.codec === 'none' ? body : isReadInPlace ? vector.values : staging;
  // No column of ours repeats within a row: the repetition levels before the definition levels are empty.
  const repetitionBytes = storeLevels(session, raw, NO_LEVELS, numRows);
  const levelBytes = repetitionBytes + storeLevels(session, raw + repetitionBytes, definition, numRows);
  const valuesAt = raw + levelBytes;
  const present = presentValues(session, vector, {
    numRows,
    out: chunk.encoding === 'plain' ? valuesAt : compaction,
  });
  const range = findRange(session, chunk, { ...present, workspace });
  const rawBytes = levelBytes + storeValues(session, chunk, present, valuesAt);
  const bodyBytes =
    chunk.codec === 'none' ? rawBytes : compress(session, chunk.codec, { out: body, input: raw, bytes: rawBytes });
  const headerBytes = storeHeader(session, body, {
    uncompressedBytes: rawBytes,
    compressedBytes: bodyBytes,
    numValues: numRows,
    encoding: ENCODING_IDS[chunk.encoding],
  });
  return {
    start: body - headerBytes,
    end: body + bodyBytes,
    uncompressedBytes: headerBytes + rawBytes,
    numRows,
    nullCount: vector.nullCount,
    range,
  };
}

/** Makes sure of memory for the body, for the body before compression and for compacted values. */
function layOut(
  session: KernelSession,
  { codec, maxDefinitionLevel }: ColumnChunk,
  { vector, numRows, body }: PageInput & { body: Address },
): { staging: Address; compaction: Address } {
  // Widest of the encodings: DELTA_BINARY_PACKED adds 14 bytes to 128 values of 8 bytes and pads the last 32.
  const valueBytesMax = Math.max(vector.byteLength, 2 * numRows) + (numRows >>> 3) + 512;
  const rawBytesMax = levelBytesMax(maxDefinitionLevel, numRows) + valueBytesMax;
  const staging = body + compressedBytesMax(codec, rawBytesMax) + SLACK_BYTES;
  const compaction = staging + rawBytesMax + SLACK_BYTES;
  const end = compaction + vector.byteLength + SLACK_BYTES;
  growArena(session, end);
  return { staging, compaction };
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
  { numRows, out }: { numRows: number; out: Address },
): PresentValues {
  if (presence === undefined || nullCount === 0) return { values, count: numRows, byteLength };
  const { kernels } = session;
  const count = numRows - nullCount;
  switch (layout) {
    case 'bits':
      kernels.compactBits(out, values, numRows, presence);
      return { values: out, count, byteLength: Math.ceil(count / 8) };
    case 'text':
      return { values: out, count, byteLength: kernels.compactText(out, values, numRows, presence) };
    default: {
      const width = VALUE_BYTES[layout];
      kernels[COMPACT_KERNELS[width]](out, values, numRows, presence);
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
