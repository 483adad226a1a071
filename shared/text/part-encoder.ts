import type { PartEncoder } from '../formats/part-encoder.ts';
import type { BoundTable } from '../generation/table-program.ts';
import type { TextFormat } from './column-text.ts';
import { createRowWriter } from './row-writer.ts';

/**
 * Parts of text: whole files with header and footer, whose data range is the rows alone. The arena holds the writer's
 * tables and the part's text.
 */
export function createTextPartEncoder(bound: BoundTable, { format }: { readonly format: TextFormat }): PartEncoder {
  const writer = createRowWriter(bound, format);
  const { session } = bound;
  const { header, separator, footer } = writer.frame;
  return {
    encode(rowStart, rowEnd, onPage) {
      const start = writer.placeTables();
      session.ensure(start + header.length);
      session.bytes.set(header, start);
      let out = start + header.length;
      for (let row = rowStart; row < rowEnd; row += writer.blockRows) {
        const rowCount = Math.min(writer.blockRows, rowEnd - row);
        out = writer.append(out, row, rowCount);
        onPage?.(row + rowCount - rowStart);
      }
      const dataEnd = rowEnd > rowStart ? out - separator.length : out;
      session.ensure(dataEnd + footer.length);
      session.bytes.set(footer, dataEnd);
      const end = dataEnd + footer.length;
      return {
        slices: [session.bytes.subarray(start, end)],
        bytes: end - start,
        dataStart: header.length,
        dataEnd: dataEnd - start,
      };
    },
  };
}
