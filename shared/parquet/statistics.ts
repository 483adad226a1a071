import { comparePlain, type PlainValue, plainValue } from './plain.ts';
import type { PhysicalType } from './schema.ts';
import { binaryField, boolField, i64Field, type ThriftStruct } from './thrift-tree.ts';

/** Longer bounds of text are shortened: statistics are for skipping, not for reading. */
const BOUND_BYTES_MAX = 64;
const LAST_CODE_POINT = 0x10ffff;

/** Smallest and largest value that is not null. */
export interface ValueRange {
  readonly min: PlainValue;
  readonly max: PlainValue;
}

/** A bound as files hold it; not exact: a shortened minimum lies below the values, a shortened maximum above. */
export interface StoredBound {
  readonly bytes: Uint8Array;
  readonly isExact: boolean;
}

/** The range of all pages; undefined where none has a value. */
export function joinRanges(ranges: readonly (ValueRange | undefined)[]): ValueRange | undefined {
  let joined: ValueRange | undefined;
  for (const range of ranges) {
    if (range === undefined) continue;
    joined ??= range;
    joined = {
      min: comparePlain(range.min, joined.min) < 0 ? range.min : joined.min,
      max: comparePlain(range.max, joined.max) > 0 ? range.max : joined.max,
    };
  }
  return joined;
}

export function storedMin({ min }: ValueRange, type: PhysicalType): StoredBound {
  const bytes = plainValue(min, type);
  if (bytes.length <= BOUND_BYTES_MAX) return { bytes, isExact: true };
  return { bytes: bytes.slice(0, characterStart(bytes, BOUND_BYTES_MAX)), isExact: false };
}

export function storedMax({ max }: ValueRange, type: PhysicalType): StoredBound {
  const bytes = plainValue(max, type);
  if (bytes.length <= BOUND_BYTES_MAX) return { bytes, isExact: true };
  const successor = successorOfPrefix(bytes);
  return successor === undefined ? { bytes, isExact: true } : { bytes: successor, isExact: false };
}

/** Parquet's `Statistics` with the typed bounds (min_value, max_value); the untyped ones of old readers are left out. */
export function statistics(range: ValueRange | undefined, nullCount: number, type: PhysicalType): ThriftStruct {
  const nulls = i64Field(3, nullCount);
  if (range === undefined) return [nulls];
  const min = storedMin(range, type);
  const max = storedMax(range, type);
  return [
    nulls,
    binaryField(5, max.bytes),
    binaryField(6, min.bytes),
    boolField(7, max.isExact),
    boolField(8, min.isExact),
  ];
}

/** The largest start of a UTF-8 character at or before `at`. */
function characterStart(bytes: Uint8Array, at: number): number {
  let start = at;
  while (start > 0 && (bytes[start]! & 0xc0) === 0x80) start--;
  return start;
}

/**
 * The least text of at most the bound's length that is above every text with this beginning; none if all is U+10FFFF. Bytes
 * that are no text have a successor in bytes. A successor in text is one in bytes too: UTF-8 keeps the order.
 */
function successorOfPrefix(bytes: Uint8Array): Uint8Array | undefined {
  const prefix = decodeText(bytes.subarray(0, characterStart(bytes, BOUND_BYTES_MAX)));
  if (prefix === undefined) return successorOfBytes(bytes.subarray(0, BOUND_BYTES_MAX));
  const characters = [...prefix];
  while (characters.length > 0) {
    const last = characters.pop()!.codePointAt(0)!;
    if (last < LAST_CODE_POINT) {
      // Surrogates are no characters: U+D7FF is followed by U+E000.
      const next = String.fromCodePoint(last === 0xd7ff ? 0xe000 : last + 1);
      return new TextEncoder().encode(characters.join('') + next);
    }
  }
  return undefined;
}

function decodeText(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** The last byte that can be raised is, and what follows it goes. */
function successorOfBytes(prefix: Uint8Array): Uint8Array | undefined {
  const last = prefix.findLastIndex((byte) => byte < 0xff);
  if (last < 0) return undefined;
  const successor = prefix.slice(0, last + 1);
  successor[last]! += 1;
  return successor;
}
