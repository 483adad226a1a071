import type { PartEncoder } from '../formats/part-encoder.ts';
import type { BoundTable } from '../generation/table-program.ts';
import { createRowWriter } from './row-writer.ts';
import type { TextStyle } from './text-style.ts';

/**
 * Parts of text: whole files with head and tail, whose data range is the rows alone. The arena holds the writer's
 * tables and the part's text.
 */
export function createTextPartEncoder(bound: BoundTable, style: TextStyle): PartEncoder {
  const writer = createRowWriter(bound, style);
  const { session } = bound;
  const { frame } = writer;
  return {
    encode(rowStart, rowEnd, onPage) {
      const hasRows = rowEnd > rowStart;
      const [head, tail] = [frame.head(rowStart, hasRows), frame.tail(hasRows)];
      const start = writer.placeTables();
      session.ensure(start + head.length);
      session.bytes.set(head, start);
      let out = start + head.length;
      for (let row = rowStart; row < rowEnd; row += writer.blockRows) {
        const rowCount = Math.min(writer.blockRows, rowEnd - row);
        out = writer.append(out, row, rowCount);
        onPage?.(row + rowCount - rowStart);
      }
      const dataEnd = hasRows ? out - frame.separator(rowEnd).length : out;
      session.ensure(dataEnd + tail.length);
      session.bytes.set(tail, dataEnd);
      const end = dataEnd + tail.length;
      return {
        slices: [session.bytes.subarray(start, end)],
        bytes: end - start,
        dataStart: head.length,
        dataEnd: dataEnd - start,
        separator: frame.separator(rowStart),
      };
    },
  };
}
