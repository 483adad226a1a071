import type { OutputColumn, PageRange } from '../columns/column-program.ts';
import type { Vector } from '../columns/vector.ts';
import type { EncodedPart, PartEncoder } from '../formats/part-encoder.ts';
import type { BoundTable } from '../generation/table-program.ts';
import type { KernelSession } from '../kernels/kernel-session.ts';
import type { Address } from '../kernels/kernels.ts';
import type { CodecName } from './codec.ts';
import type { ColumnChunk } from './column-chunk.ts';
import { type EncodedPage, encodeDataPage } from './data-page.ts';
import { MAGIC } from './footer.ts';
import { planChunks } from './nested-chunks.ts';
import { leafPages } from './nested-levels.ts';
import { encodeNestedPage } from './nested-page.ts';
import { encodePartTail } from './part-tail.ts';
import { encodeRowTextPage } from './row-text-page.ts';
import { type RangeWorkspace, rangeWorkspace } from './value-range.ts';

const ALIGNMENT = 16;

/** An output column with its column chunks (one per leaf of a nested column, else one) and their pages so far. */
interface ColumnPages {
  readonly column: OutputColumn;
  readonly chunks: readonly ColumnChunk[];
  readonly pages: readonly EncodedPage[][];
}

/**
 * Encodes rows of a bound table as one Parquet file with one row group: page by page and group by group into the
 * session's arena, so that no column is ever held whole. The part is slices of the arena in the order of the file.
 */
export function createParquetPartEncoder(bound: BoundTable, options: { compression: CodecName }): PartEncoder {
  const { session, program } = bound;
  const planned = program.columns.map((column) => ({
    column,
    chunks: planChunks(session, column, options.compression),
  }));
  return {
    encode(rowStart, rowEnd, onPage) {
      const encoded = planned.map(
        ({ column, chunks }): ColumnPages => ({ column, chunks, pages: chunks.map(() => []) }),
      );
      const workspace = rangeWorkspace(session.arenaStart);
      session.ensure(workspace.end);
      let next = workspace.end;
      for (let row = rowStart; row < rowEnd; row += program.pageRows) {
        const range = { rowStart: row, rowCount: Math.min(program.pageRows, rowEnd - row) };
        for (const { columns, emit } of bound.groups) {
          const mark = session.mark();
          const needsValues = columns.some(({ position }) => planned[position]!.chunks[0]!.rowText === undefined);
          const vectors = needsValues ? emit(range) : [];
          columns.forEach(({ position }, i) => {
            next = addPages(session, encoded[position]!, { vector: vectors[i], range, at: next, workspace });
          });
          session.release(mark);
        }
        onPage?.(row + range.rowCount - rowStart);
      }
      return assemble(session.bytes, encoded);
    },
  };
}

/** Encodes one page of a column, behind `at`; returns the first free address. */
function addPages(
  session: KernelSession,
  { column, chunks, pages }: ColumnPages,
  page: { vector: Vector | undefined; range: PageRange; at: Address; workspace: RangeWorkspace },
): Address {
  const { vector, range, workspace } = page;
  const numRows = range.rowCount;
  let at = page.at;
  const add = (leaf: number, encoded: EncodedPage) => {
    pages[leaf]!.push(encoded);
    at = Math.ceil(encoded.end / ALIGNMENT) * ALIGNMENT;
  };
  const [chunk] = chunks;
  if (column.nested !== undefined) {
    const { isNullable, nested: node } = column;
    leafPages(session, { node, isNullable }, { ...vector!, rowCount: numRows }).forEach((leaf, i) => {
      add(i, encodeNestedPage(session, chunks[i]!, { leaf, numRows, at, workspace }));
    });
  } else if (chunk!.rowText === undefined) {
    add(0, encodeDataPage(session, chunk!, { vector: vector!, numRows, at, workspace }));
  } else add(0, encodeRowTextPage(session, chunk!.rowText, { ...range, at }));
  return at;
}

/** Magic, the column chunks one after the other, indexes and footer. */
function assemble(arena: Uint8Array, encoded: readonly ColumnPages[]): EncodedPart {
  const chunks = encoded.flatMap((column) => column.chunks);
  const pages = encoded.flatMap((column) => column.pages);
  const slices: Uint8Array[] = [MAGIC];
  const hasRows = pages.some((column) => column.length > 0);
  chunks.forEach(({ dictionary }, position) => {
    if (!hasRows) return;
    if (dictionary !== undefined) slices.push(dictionary.page);
    for (const { start, end } of pages[position]!) slices.push(arena.subarray(start, end));
  });
  const dataEnd = slices.reduce((sum, slice) => sum + slice.length, 0);
  const columns = encoded.map(({ column }) => column);
  const tail = encodePartTail(columns, chunks, pages);
  slices.push(tail);
  return { slices, bytes: dataEnd + tail.length, dataStart: MAGIC.length, dataEnd };
}
