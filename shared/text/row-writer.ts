import type { BoundTable } from '../generation/table-program.ts';
import type { Address } from '../kernels/kernels.ts';
import { TEXT_COLUMN_BYTES } from '../kernels/text-kernels.ts';
import { columnText } from './column-text.ts';
import { createNestedTexts } from './nested-texts.ts';
import { putDescriptor } from './text-descriptor.ts';
import { type TextFrame, textFrame } from './text-frame.ts';
import { TextImage } from './text-image.ts';
import type { TextStyle } from './text-style.ts';
import { addWriterColumn, textBytesMax } from './writer-column.ts';

/** Rows whose values and text stay in the second-level cache of common processors. */
const BLOCK_ROWS = 4_096;

/** Writes rows of a bound table as text. Holds no linear memory between calls. */
export interface RowWriter {
  readonly frame: TextFrame;
  /** Most rows of one call to `rows`. */
  readonly blockRows: number;
  /** Rows [rowStart, rowStart + rowCount) without frame, at most `blockRows`: a view that the next use of the session ends. */
  rows(rowStart: number, rowCount: number): Uint8Array;
  /** The same at `out`, beyond `tablesEnd`, with a separator after every row; returns the address after the last byte. */
  append(out: Address, rowStart: number, rowCount: number): Address;
  /** Copies the writer's tables to the start of the arena; returns the first address behind them. `append` needs them there. */
  placeTables(): Address;
}

/** The row writer of one bound table and style. Formatting dictionaries uses the arena. */
export function createRowWriter(bound: BoundTable, style: TextStyle): RowWriter {
  const { session, program } = bound;
  const { tableName: name, columns: outputColumns } = program;
  const frame = textFrame(style, {
    name,
    columnNames: outputColumns.map((column) => column.name),
    program: () => program,
  });
  const image = new TextImage();
  const descriptors = image.reserveDescriptors(outputColumns.length);
  // Every row but the last of a run has the same end; row 1 is such a one, or follows a run of one row.
  const between = frame.runRows === 1 ? new Uint8Array() : frame.separator(1);
  const ending = new Uint8Array([...frame.rowEnd, ...between]);
  const endingAt = image.add(ending);
  const columns = outputColumns.map((column) =>
    addWriterColumn(image, { column, text: columnText(column, style) }, session),
  );

  const nested = createNestedTexts(session, outputColumns);

  /** Places the descriptors of one page's columns. */
  const describe = (rowStart: number, rowCount: number, out: Address): Address => {
    const vectors = nested.write(bound.emitPage({ rowStart, rowCount }), rowCount);
    const separatorBytes = frame.separator(0).length * (Math.ceil(rowCount / frame.runRows) + 1);
    const end = out + separatorBytes + textBytesMax(columns, vectors, { rowCount, endingBytes: ending.length });
    session.ensure(end);
    nested.place(vectors, end);
    const base = session.arenaStart;
    const view = session.dataView;
    columns.forEach(({ described }, i) => {
      const place = { address: base + descriptors + i * TEXT_COLUMN_BYTES, base };
      putDescriptor(view, place, { column: described, rows: vectors[i]! });
    });
    return base;
  };

  const append = (out: Address, rowStart: number, rowCount: number): Address => {
    const base = describe(rowStart, rowCount, out);
    const { kernels } = session;
    let end = out;
    for (let row = 0; row < rowCount; ) {
      const rows = Math.min(rowCount - row, frame.runRows - ((rowStart + row) % frame.runRows));
      const first = base + descriptors;
      end += kernels.writeRows(end, row, rows, first, columns.length, base + endingAt, ending.length);
      row += rows;
      if ((rowStart + row) % frame.runRows === 0) end = putSeparator(end - between.length, rowStart + row);
    }
    return end;
  };
  const putSeparator = (at: Address, row: number): Address => {
    const separator = frame.separator(row);
    session.bytes.set(separator, at);
    return at + separator.length;
  };
  const placeTables = () => image.place(session, session.arenaStart);
  return {
    frame,
    blockRows: Math.min(BLOCK_ROWS, program.pageRows),
    append,
    placeTables,
    rows: (rowStart, rowCount) => {
      const out = placeTables();
      const end = append(out, rowStart, rowCount) - (rowCount > 0 ? frame.separator(rowStart + rowCount).length : 0);
      return session.bytes.subarray(out, end);
    },
  };
}
