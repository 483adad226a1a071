import type { KernelSession } from '../kernels/kernel-session.ts';
import type { Address } from '../kernels/kernels.ts';

/** Digits of the largest row number, 2^53 - 1. */
export const ROW_DIGITS_MAX = 16;
const PIECE_BYTES = 16;
const [LITERAL, DICTIONARY, ROW] = [0, 1, 2];

/** A part of concatenated text: placed once, and told each page where the codes of its rows lie. */
export interface PieceProgram {
  readonly bytesMax: number;
  /** Which entry of the codes given to `emit` this piece reads; `undefined` for pieces without codes. */
  readonly codesIndex?: number;
  /** The four words of the kernel's piece. */
  place(session: KernelSession): readonly [kind: number, a: number, b: number, c: number];
}

export function literalPiece(text: string): PieceProgram {
  const bytes = new TextEncoder().encode(text);
  return { bytesMax: bytes.length, place: (session) => [LITERAL, session.placeTable(bytes), bytes.length, 0] };
}

/** The row number, at least `minDigits` long. */
export function rowPiece(minDigits: number): PieceProgram {
  return {
    bytesMax: Math.max(minDigits, ROW_DIGITS_MAX),
    place: (session) => [ROW, minDigits, session.placeZeros(8), 0],
  };
}

/** Texts chosen by codes of `codeBytes` each, entry `codesIndex` of those given to `emit`. */
export function codedPiece(codesIndex: number, codeBytes: 1 | 2, table: FragmentTable): PieceProgram {
  return {
    bytesMax: table.fragmentBytesMax,
    codesIndex,
    place: (session) => [DICTIONARY, 0, codeBytes, session.placeTable(table.bytes())],
  };
}

export interface FragmentTable {
  readonly fragmentBytesMax: number;
  /** u32 offsets[size + 1] relative to the table, then UTF-8. */
  bytes(): Uint8Array;
}

/** Texts one after the other, found by their number. */
export function buildFragments(texts: readonly string[]): Uint8Array {
  const encoded = texts.map((text) => new TextEncoder().encode(text));
  const headerBytes = (texts.length + 1) * 4;
  const table = new Uint8Array(encoded.reduce((sum, bytes) => sum + bytes.length, headerBytes));
  const offsets = new DataView(table.buffer);
  let offset = headerBytes;
  for (const [index, bytes] of encoded.entries()) {
    offsets.setUint32(index * 4, offset, true);
    table.set(bytes, offset);
    offset += bytes.length;
  }
  offsets.setUint32(texts.length * 4, offset, true);
  return table;
}

/** The pieces of one text column in memory; `emit` writes PLAIN text to `out` and gives its length in bytes. */
export function placePieces(session: KernelSession, pieces: readonly PieceProgram[]) {
  const words = Uint32Array.from(pieces.flatMap((piece) => [...piece.place(session)]));
  const table = session.placeTable(words);
  return {
    emit(out: Address, rowCount: number, rowStart: number, codes: readonly Address[]): number {
      const view = session.dataView;
      for (const [index, { codesIndex }] of pieces.entries())
        if (codesIndex !== undefined) view.setUint32(table + index * PIECE_BYTES + 4, codes[codesIndex] ?? 0, true);
      return session.kernels.concatText(out, rowCount, rowStart, table, pieces.length);
    },
  };
}
