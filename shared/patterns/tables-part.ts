import type { Address } from '../kernels/kernels.ts';
import { scaleWord, type TextPart, type TextRow } from './text-part.ts';
import { copyEntry, type TextTable } from './text-table.ts';

/**
 * Entries of tables, one after the other: the whole of a pattern without choices and counts, so all of it in one loop.
 * Drawn ones have a slot for each table.
 */
export function tablesPart(row: TextRow, tables: readonly TextTable[], isDrawn: boolean): TextPart {
  const slots = tables.map(({ size }) => (isDrawn && size > 1 ? row.addSlot() : 0));
  const ways = tables.reduce((product, { size }) => product * size, 1);
  return {
    ways: isDrawn ? 1 : ways,
    draw(to) {
      const { bytes, words } = row;
      let end: Address = to;
      for (let i = 0; i < tables.length; i++) {
        const table = tables[i]!;
        const code = table.size > 1 ? scaleWord(words[row.wordAt(slots[i]!)]!, table.size) : 0;
        end = copyEntry(table, code, bytes, end);
      }
      return end;
    },
    rank(index, to) {
      let [end, rest] = [to, index];
      for (let i = 0; i < tables.length; i++) {
        const table = tables[i]!;
        const quotient = Math.floor(rest / table.size);
        end = copyEntry(table, rest - quotient * table.size, row.bytes, end);
        rest = quotient;
      }
      return end;
    },
  };
}
