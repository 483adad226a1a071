import type { KernelSession } from '../kernels/kernel-session.ts';
import type { Address } from '../kernels/kernels.ts';
import type { Vector, VectorLayout } from './vector.ts';

/** A vector that is filled piece by piece from rows of others, each piece behind the last one. */
export interface GatheredVector {
  /** Rows `indexes[from..to)` of `source`; an index of -1 gives a null. */
  append(source: Vector, indexes: Int32Array, from: number, to: number): void;
  finish(): Vector;
}

export interface GatherOptions {
  readonly layout: VectorLayout;
  readonly rowCount: number;
  readonly valueBytesMax: number;
  /** Whether rows can be null: allocates one byte per row. */
  readonly isNullable: boolean;
}

/** Allocates scratch for `rowCount` rows: their values, and their presence where they can be null. */
export function startGathering(session: KernelSession, options: GatherOptions): GatheredVector {
  const { layout, rowCount, isNullable } = options;
  const values = session.allocate(layout === 'bits' ? rowCount : rowCount * options.valueBytesMax);
  const presence = isNullable ? session.allocate(rowCount) : undefined;
  const views = viewsOf(session);
  const copy = COPIES[layout];
  let [rows, byteLength, nullCount] = [0, 0, 0];
  return {
    append(source, indexes, from, to) {
      const piece = { source, indexes, from, to };
      byteLength = copy(views, piece, { values, rows, byteLength });
      if (presence !== undefined) nullCount += copyPresence(views, piece, presence + rows);
      rows += to - from;
    },
    finish() {
      const bytes = layout === 'bits' ? packBits(views, values, rows) : byteLength;
      return { layout, values, byteLength: bytes, ...(presence !== undefined && { presence }), nullCount };
    },
  };
}

/** All of linear memory in words. Scratch never grows, so that views last while a vector is gathered. */
interface Views {
  readonly bytes: Uint8Array;
  readonly words16: Uint16Array;
  readonly words32: Uint32Array;
  readonly view: DataView;
}

function viewsOf({ bytes, dataView: view }: KernelSession): Views {
  const { buffer } = bytes;
  const [bytes16, bytes32] = [buffer.byteLength & ~1, buffer.byteLength & ~3];
  return {
    bytes,
    words16: new Uint16Array(buffer, 0, bytes16 / 2),
    words32: new Uint32Array(buffer, 0, bytes32 / 4),
    view,
  };
}

interface Piece {
  readonly source: Vector;
  readonly indexes: Int32Array;
  readonly from: number;
  readonly to: number;
}

interface Target {
  readonly values: Address;
  /** Rows and bytes that are there already. */
  readonly rows: number;
  readonly byteLength: number;
}

/** Copies values behind those that are there and answers the bytes then used. Null rows take any value. */
type CopyValues = (views: Views, piece: Piece, target: Target) => number;

function copyBytes(
  { bytes }: Views,
  { source, indexes, from, to }: Piece,
  { values, rows, byteLength }: Target,
): number {
  const out = values + rows - from;
  for (let i = from; i < to; i++) bytes[out + i] = bytes[source.values + Math.max(indexes[i]!, 0)]!;
  return byteLength + to - from;
}

function copy16(
  { words16 }: Views,
  { source, indexes, from, to }: Piece,
  { values, rows, byteLength }: Target,
): number {
  const [input, out] = [source.values >>> 1, (values >>> 1) + rows - from];
  for (let i = from; i < to; i++) words16[out + i] = words16[input + Math.max(indexes[i]!, 0)]!;
  return byteLength + (to - from) * 2;
}

function copy32(
  { words32 }: Views,
  { source, indexes, from, to }: Piece,
  { values, rows, byteLength }: Target,
): number {
  const [input, out] = [source.values >>> 2, (values >>> 2) + rows - from];
  for (let i = from; i < to; i++) words32[out + i] = words32[input + Math.max(indexes[i]!, 0)]!;
  return byteLength + (to - from) * 4;
}

/** Two words: as doubles, integers that look like no number might be rewritten. */
function copy64(
  { words32 }: Views,
  { source, indexes, from, to }: Piece,
  { values, rows, byteLength }: Target,
): number {
  let out = (values >>> 2) + rows * 2;
  for (let i = from; i < to; i++, out += 2) {
    const at = (source.values >>> 2) + Math.max(indexes[i]!, 0) * 2;
    words32[out] = words32[at]!;
    words32[out + 1] = words32[at + 1]!;
  }
  return byteLength + (to - from) * 8;
}

function copy128(
  { words32 }: Views,
  { source, indexes, from, to }: Piece,
  { values, rows, byteLength }: Target,
): number {
  let out = (values >>> 2) + rows * 4;
  for (let i = from; i < to; i++, out += 4) {
    const at = (source.values >>> 2) + Math.max(indexes[i]!, 0) * 4;
    words32[out] = words32[at]!;
    words32[out + 1] = words32[at + 1]!;
    words32[out + 2] = words32[at + 2]!;
    words32[out + 3] = words32[at + 3]!;
  }
  return byteLength + (to - from) * 16;
}

/** One byte per row at first; `packBits` makes bits of them. */
function copyBits(
  { bytes }: Views,
  { source, indexes, from, to }: Piece,
  { values, rows, byteLength }: Target,
): number {
  const out = values + rows - from;
  for (let i = from; i < to; i++) {
    const at = Math.max(indexes[i]!, 0);
    bytes[out + i] = (bytes[source.values + (at >>> 3)]! >>> (at & 7)) & 1;
  }
  return byteLength + to - from;
}

function packBits({ bytes }: Views, at: Address, rowCount: number): number {
  const byteLength = Math.ceil(rowCount / 8);
  for (let byte = 0; byte < byteLength; byte++) {
    let packed = 0;
    for (let bit = 0; bit < 8 && byte * 8 + bit < rowCount; bit++) packed |= bytes[at + byte * 8 + bit]! << bit;
    bytes[at + byte] = packed;
  }
  return byteLength;
}

/** Texts up to here are copied word by word: a call that copies takes as long. */
const COPIED_BY_WORDS_MAX = 64;

/** Null rows take an empty text. Copies whole words, past the end of a text, where the next one or the slack lies. */
function copyText(
  { bytes, view }: Views,
  { source, indexes, from, to }: Piece,
  { values, byteLength }: Target,
): number {
  const offsets = offsetsOf(view, source);
  let out = values + byteLength;
  for (let i = from; i < to; i++) {
    const index = indexes[i]!;
    if (index < 0) {
      view.setUint32(out, 0, true);
      out += 4;
      continue;
    }
    const start = source.values + offsets[index]!;
    const length = source.values + offsets[index + 1]! - start;
    if (length > COPIED_BY_WORDS_MAX) bytes.copyWithin(out, start, start + length);
    else for (let at = 0; at < length; at += 4) view.setUint32(out + at, view.getUint32(start + at, true), true);
    out += length;
  }
  return out - values;
}

/** Where each entry of a text vector begins (its length word), relative to its values; one more for the end. */
export function textOffsets({ dataView }: KernelSession, vector: Vector): Uint32Array {
  return offsetsOf(dataView, vector);
}

function offsetsOf(view: DataView, { values, byteLength }: Vector): Uint32Array {
  // An entry takes four bytes at least.
  const offsets = new Uint32Array(Math.floor(byteLength / 4) + 1);
  let count = 0;
  for (let at = 0; at < byteLength; at += 4 + view.getUint32(values + at, true)) offsets[count++] = at;
  offsets[count++] = byteLength;
  return offsets.subarray(0, count);
}

function copyPresence({ bytes }: Views, { source, indexes, from, to }: Piece, out: Address): number {
  const { presence } = source;
  let nulls = 0;
  for (let i = from; i < to; i++) {
    const index = indexes[i]!;
    const isPresent = index < 0 ? 0 : presence === undefined ? 1 : bytes[presence + index]!;
    bytes[out + i - from] = isPresent;
    nulls += 1 - isPresent;
  }
  return nulls;
}

const COPIES: { readonly [Layout in VectorLayout]: CopyValues } = {
  codes8: copyBytes,
  codes16: copy16,
  i32: copy32,
  f32: copy32,
  i64: copy64,
  f64: copy64,
  fixed16: copy128,
  bits: copyBits,
  text: copyText,
  nested: () => {
    throw new Error('invariant broken: no column reads nested values');
  },
};
