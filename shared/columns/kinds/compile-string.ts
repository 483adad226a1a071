import type { SpecOf, STRING_DEFAULTS } from '../../contracts/column-spec.ts';
import { stringMembers, stringNode } from '../../contracts/string-node.ts';
import { lazyTable } from '../lazy-table.ts';
import { compileTexts } from '../texts/compile-texts.ts';
import type { ValueProgram } from '../value-program.ts';

const ENTRY_BYTES = 8;
const LENGTH_BYTES = 4;

/** Random characters of an alphabet, or texts of a pattern. Lengths count characters. */
export function compileString(spec: SpecOf<'string'>): ValueProgram {
  const isUnique = spec.unique === true;
  if (isUnique || spec.pattern !== undefined)
    return compileTexts({ type: { name: 'string' }, node: stringNode(spec), encode: utf8, isUnique });
  return randomCharacters(stringMembers(spec));
}

/** Every length equally likely, then every character. */
export function randomCharacters(spec: typeof STRING_DEFAULTS): ValueProgram {
  const characters = [...spec.alphabet].map(utf8);
  const bytesMax = LENGTH_BYTES + spec.max_length * Math.max(...characters.map((bytes) => bytes.length));
  const table = lazyTable(() => alphabetTable(characters));
  return {
    type: { name: 'string' },
    layout: 'text',
    isDeltaFriendly: false,
    valueBytesMax: bytesMax,
    scratchBytesPerRow: bytesMax,
    bind(session, key) {
      const alphabet = session.placeTable(table());
      return ({ rowStart, rowCount }) => {
        const values = session.allocate(rowCount * bytesMax);
        const { min_length: minLength, max_length: maxLength } = spec;
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

/** Entries of 8 bytes: byte length, then the character's UTF-8. */
function alphabetTable(characters: readonly Uint8Array[]): Uint8Array {
  const table = new Uint8Array(characters.length * ENTRY_BYTES);
  for (const [index, bytes] of characters.entries()) {
    table[index * ENTRY_BYTES] = bytes.length;
    table.set(bytes, index * ENTRY_BYTES + 1);
  }
  return table;
}

function utf8(character: string): Uint8Array {
  return new TextEncoder().encode(character);
}
