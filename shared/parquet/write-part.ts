import type { EncodedPart, PartEncoder } from '../formats/part-encoder.ts';
import type { BoundTable } from '../generation/table-program.ts';
import type { CodecName } from './codec.ts';
import { type ColumnChunk, planColumnChunk } from './column-chunk.ts';
import { type EncodedPage, encodeDataPage } from './data-page.ts';
import { MAGIC } from './footer.ts';
import { encodePartTail } from './part-tail.ts';
import { encodeRowTextPage } from './row-text-page.ts';
import { rangeWorkspace } from './value-range.ts';

const ALIGNMENT = 16;

/**
 * Encodes rows of a bound table as one Parquet file with one row group: page by page and group by group into the
 * session's arena, so that no column is ever held whole. The part is slices of the arena in the order of the file.
 */
export function createParquetPartEncoder(bound: BoundTable, options: { compression: CodecName }): PartEncoder {
  const { session, program } = bound;
  const chunks = program.columns.map((column) => planColumnChunk(session, column, options.compression));
  return {
    encode(rowStart, rowEnd, onPage) {
      const pages: EncodedPage[][] = chunks.map(() => []);
      const workspace = rangeWorkspace(session.arenaStart);
      session.ensure(workspace.end);
      let next = workspace.end;
      for (let row = rowStart; row < rowEnd; row += program.pageRows) {
        const rowCount = Math.min(program.pageRows, rowEnd - row);
        const range = { rowStart: row, rowCount };
        for (const { columns, emit } of bound.groups) {
          const mark = session.mark();
          const needsValues = columns.some(({ position }) => chunks[position]!.rowText === undefined);
          const vectors = needsValues ? emit(range) : [];
          columns.forEach(({ position }, i) => {
            const chunk = chunks[position]!;
            const page =
              chunk.rowText === undefined
                ? encodeDataPage(session, chunk, { vector: vectors[i]!, numRows: rowCount, at: next, workspace })
                : encodeRowTextPage(session, chunk.rowText, { ...range, at: next });
            pages[position]!.push(page);
            next = Math.ceil(page.end / ALIGNMENT) * ALIGNMENT;
          });
          session.release(mark);
        }
        onPage?.(row + rowCount - rowStart);
      }
      return assemble(session.bytes, chunks, pages);
    },
  };
}

/** Magic, the column chunks one after the other, indexes and footer. */
function assemble(arena: Uint8Array, chunks: readonly ColumnChunk[], pages: readonly EncodedPage[][]): EncodedPart {
  const slices: Uint8Array[] = [MAGIC];
  const hasRows = pages.some((column) => column.length > 0);
  chunks.forEach(({ dictionary }, position) => {
    if (!hasRows) return;
    if (dictionary !== undefined) slices.push(dictionary.page);
    for (const { start, end } of pages[position]!) slices.push(arena.subarray(start, end));
  });
  const dataEnd = slices.reduce((sum, slice) => sum + slice.length, 0);
  const tail = encodePartTail(chunks, pages);
  slices.push(tail);
  return { slices, bytes: dataEnd + tail.length, dataStart: MAGIC.length, dataEnd };
}
