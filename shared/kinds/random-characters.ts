import type { ColumnType } from '../columns/column-type.ts';
import { lazyTable } from '../columns/lazy-table.ts';
import type { ValueProgram } from '../columns/value-program.ts';

const ENTRY_BYTES = 8;
const LENGTH_BYTES = 4;

export interface CharacterLaw {
  /** Characters of one value, inclusive. */
  readonly minLength: number;
  readonly maxLength: number;
  /** What each is written as: one to four bytes. */
  readonly characters: readonly Uint8Array[];
}

/** Random characters in PLAIN form: every length is equally likely, then every character. */
export function randomCharacters(type: ColumnType, law: CharacterLaw): ValueProgram {
  const { minLength, maxLength, characters } = law;
  const bytesMax = LENGTH_BYTES + maxLength * Math.max(...characters.map((bytes) => bytes.length));
  const table = lazyTable(() => alphabetTable(characters));
  return {
    type,
    layout: 'text',
    isDeltaFriendly: false,
    valueBytesMax: bytesMax,
    scratchBytesPerRow: bytesMax,
    bind(session, key) {
      const alphabet = session.placeTable(table());
      return ({ rowStart, rowCount }) => {
        const values = session.allocate(rowCount * bytesMax);
        const byteLength = session.kernels.randomText(
          values,
          rowCount,
          key,
          rowStart,
          minLength,
          maxLength,
          alphabet,
          characters.length,
        );
        return { values, byteLength };
      };
    },
  };
}

/** Entries of 8 bytes: byte length, then the bytes. */
function alphabetTable(characters: readonly Uint8Array[]): Uint8Array {
  const table = new Uint8Array(characters.length * ENTRY_BYTES);
  for (const [index, bytes] of characters.entries()) {
    table[index * ENTRY_BYTES] = bytes.length;
    table.set(bytes, index * ENTRY_BYTES + 1);
  }
  return table;
}
