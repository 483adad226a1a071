import type { KernelSession } from '../kernels/kernel-session.ts';
import type { Address } from '../kernels/kernels.ts';
import { LAYOUT_BYTES } from './value-program.ts';
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
  const copy = COPIES[layout];
  let [rows, byteLength, nullCount] = [0, 0, 0];
  return {
    append(source, indexes, from, to) {
      const piece = { source, indexes, from, to };
      byteLength = copy(session, piece, { values, rows, byteLength });
      if (presence !== undefined) nullCount += copyPresence(session, piece, presence + rows);
      rows += to - from;
    },
    finish() {
      const bytes = layout === 'bits' ? packBits(session, values, rows) : byteLength;
      return { layout, values, byteLength: bytes, ...(presence !== undefined && { presence }), nullCount };
    },
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

const WORDS = {
  1: (buffer: ArrayBufferLike, at: Address, count: number) => new Uint8Array(buffer, at, count),
  2: (buffer: ArrayBufferLike, at: Address, count: number) => new Uint16Array(buffer, at, count),
  4: (buffer: ArrayBufferLike, at: Address, count: number) => new Uint32Array(buffer, at, count),
} as const;

/** Copies values behind those that are there and answers the bytes then used. */
type CopyValues = (session: KernelSession, piece: Piece, target: Target) => number;

function copyFixed(width: 1 | 2 | 4 | 8 | 16): CopyValues {
  const wordBytes = width > 4 ? 4 : (width as 1 | 2 | 4);
  const words = WORDS[wordBytes];
  const step = width / wordBytes;
  return ({ bytes }, { source, indexes, from, to }, { values, rows, byteLength }) => {
    const input = words(bytes.buffer, source.values, source.byteLength / wordBytes);
    const output = words(bytes.buffer, values, (rows + to - from) * step);
    for (let i = from, out = rows * step; i < to; i++, out += step) {
      const at = Math.max(indexes[i]!, 0) * step;
      for (let word = 0; word < step; word++) output[out + word] = input[at + word]!;
    }
    return byteLength + (to - from) * width;
  };
}

/** One byte per row at first; `packBits` makes bits of them. */
function copyBits(
  { bytes }: KernelSession,
  { source, indexes, from, to }: Piece,
  { values, rows, byteLength }: Target,
): number {
  for (let i = from; i < to; i++) {
    const at = Math.max(indexes[i]!, 0);
    bytes[values + rows + i - from] = (bytes[source.values + (at >>> 3)]! >>> (at & 7)) & 1;
  }
  return byteLength + to - from;
}

function packBits({ bytes }: KernelSession, at: Address, rowCount: number): number {
  const byteLength = Math.ceil(rowCount / 8);
  for (let byte = 0; byte < byteLength; byte++) {
    let packed = 0;
    for (let bit = 0; bit < 8 && byte * 8 + bit < rowCount; bit++) packed |= bytes[at + byte * 8 + bit]! << bit;
    bytes[at + byte] = packed;
  }
  return byteLength;
}

/** Null rows take an empty text. */
function copyText(
  session: KernelSession,
  { source, indexes, from, to }: Piece,
  { values, byteLength }: Target,
): number {
  const { bytes, dataView } = session;
  const offsets = textOffsets(session, source);
  let out = values + byteLength;
  for (let i = from; i < to; i++) {
    const index = indexes[i]!;
    if (index < 0) {
      dataView.setUint32(out, 0, true);
      out += 4;
      continue;
    }
    const start = source.values + offsets[index]!;
    const end = source.values + offsets[index + 1]!;
    bytes.copyWithin(out, start, end);
    out += end - start;
  }
  return out - values;
}

/** Where each entry of a text vector begins (its length word), relative to its values; one more for the end. */
export function textOffsets(session: KernelSession, { values, byteLength }: Vector): Uint32Array {
  const view = session.dataView;
  const offsets: number[] = [];
  for (let at = 0; at < byteLength; at += 4 + view.getUint32(values + at, true)) offsets.push(at);
  offsets.push(byteLength);
  return Uint32Array.from(offsets);
}

function copyPresence({ bytes }: KernelSession, { source, indexes, from, to }: Piece, out: Address): number {
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
  codes8: copyFixed(1),
  codes16: copyFixed(2),
  i32: copyFixed(4),
  f32: copyFixed(4),
  i64: copyFixed(8),
  f64: copyFixed(8),
  fixed16: copyFixed(LAYOUT_BYTES.fixed16),
  bits: copyBits,
  text: copyText,
  nested: () => {
    throw new Error('invariant broken: no column reads nested values');
  },
};
