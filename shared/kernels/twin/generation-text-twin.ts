import type { GenerationKernels } from '../kernels.ts';
import { scaledWords } from './codes-twin.ts';
import { HashBlocks, type KeyWords, readKey } from './hash-twin.ts';
import type { TwinMemory } from './twin-memory.ts';

const TWO_TO_32 = 4_294_967_296;
const LITERAL = 0;
const DICTIONARY = 1;
const PIECE_BYTES = 16;
const LENGTH_BYTES = 4;

type TextKernels = Pick<GenerationKernels, 'randomText' | 'concatText' | 'rowText'>;

/** Twins of the kernels that give text in PLAIN form. */
export function createGenerationTextTwin(memory: TwinMemory): TextKernels {
  const blocks = new HashBlocks();

  /** Copies [from, from + bytes) to `to`; returns the end. Byte by byte: most copies are short. */
  const append = (to: number, from: number, bytes: number): number => {
    const { u8 } = memory;
    for (let i = 0; i < bytes; i++) u8[to + i] = u8[from + i]!;
    return to + bytes;
  };

  const appendDigits = (to: number, digits: string): number => {
    const { u8 } = memory;
    for (let i = 0; i < digits.length; i++) u8[to + i] = digits.charCodeAt(i);
    return to + digits.length;
  };

  const appendPiece = (to: number, { piece, i, row }: { piece: number; i: number; row: number }): number => {
    const { view } = memory;
    const kind = view.getUint32(piece, true);
    const a = view.getUint32(piece + 4, true);
    const b = view.getUint32(piece + 8, true);
    if (kind === LITERAL) return append(to, a, b);
    if (kind !== DICTIONARY) return appendDigits(to, paddedNumber(BigInt(row) + view.getBigInt64(b, true), a));
    const table = view.getUint32(piece + 12, true);
    const code = b === 1 ? view.getUint8(a + i) : view.getUint16(a + 2 * i, true);
    const offset = view.getUint32(table + 4 * code, true);
    return append(to, table + offset, view.getUint32(table + 4 * code + 4, true) - offset);
  };

  const appendCharacters = (to: number, length: number, { key, row, alphabet, size, perHash }: TextRow): number => {
    const { u8 } = memory;
    let end = to;
    for (let done = 0, draw = 1; done < length; draw++) {
      const words = blocks.at({ key, draw, row });
      let low = words[0]!;
      let high = words[1]!;
      for (let taken = 0; taken < perHash && done < length; taken++, done++) {
        const entry = alphabet + 8 * scaledWords(low, high, size);
        const wide = low * size;
        low = wide >>> 0;
        high = (high * size + Math.floor(wide / TWO_TO_32)) >>> 0;
        for (let i = 1; i <= u8[entry]!; i++) u8[end++] = u8[entry + i]!;
      }
    }
    return end;
  };

  return {
    randomText(out, count, keyAddress, row, minLength, maxLength, alphabet, size) {
      const key = readKey(memory, keyAddress);
      const perHash = charactersPerHash(size);
      const { words } = blocks;
      let to = out;
      blocks.forEach(count, { key, draw: 0, row }, (first, rows) => {
        for (let i = 0; i < rows; i++) {
          const length = minLength + scaledWords(words[2 * i]!, words[2 * i + 1]!, maxLength - minLength + 1);
          const textRow = { key, row: row + first + i, alphabet, size, perHash };
          const end = appendCharacters(to + LENGTH_BYTES, length, textRow);
          memory.view.setUint32(to, end - to - LENGTH_BYTES, true);
          to = end;
        }
      });
      return to - out;
    },
    concatText(out, count, row, pieces, pieceCount) {
      let to = out;
      for (let i = 0; i < count; i++) {
        let end = to + LENGTH_BYTES;
        for (let piece = pieces; piece < pieces + pieceCount * PIECE_BYTES; piece += PIECE_BYTES)
          end = appendPiece(end, { piece, i, row: row + i });
        memory.view.setUint32(to, end - to - LENGTH_BYTES, true);
        to = end;
      }
      return to - out;
    },
    rowText(out, count, row, minDigits, prefix, prefixBytes, suffix, suffixBytes) {
      let to = out;
      for (let i = 0; i < count; i++) {
        const digits = String(row + i).padStart(minDigits, '0');
        memory.view.setUint32(to, prefixBytes + digits.length + suffixBytes, true);
        to = append(to + LENGTH_BYTES, prefix, prefixBytes);
        to = append(appendDigits(to, digits), suffix, suffixBytes);
      }
      return to - out;
    },
  };
}

interface TextRow {
  readonly key: KeyWords;
  readonly row: number;
  readonly alphabet: number;
  readonly size: number;
  readonly perHash: number;
}

function paddedNumber(value: bigint, minDigits: number): string {
  const digits = String(value < 0n ? -value : value).padStart(minDigits, '0');
  return value < 0n ? `-${digits}` : digits;
}

function charactersPerHash(size: number): number {
  let count = 0;
  for (let product = size; product <= TWO_TO_32 && count < 16; product *= size) count++;
  return count;
}
