import type { BoundTable } from '../generation/table-program.ts';
import type { Address } from '../kernels/kernels.ts';
import { TEXT_COLUMN_BYTES } from '../kernels/text-kernels.ts';
import { columnText, csvHeader, type TextFormat } from './column-text.ts';
import { putDescriptor } from './text-descriptor.ts';
import { TextImage } from './text-image.ts';
import { addWriterColumn, textBytesMax } from './writer-column.ts';

/** Rows whose values and text stay in the second-level cache of common processors. */
const BLOCK_ROWS = 4_096;

/**
 * What stands around rows. CSV: RFC 4180 with its CRLF line ends and a header. JSONL: one object and LF per row.
 * JSON: one array, an object per line.
 */
const FRAMES = {
  csv: {
    ending: '\r\n',
    separator: '',
    header: (columnNames: readonly string[]) => `${csvHeader(columnNames)}\r\n`,
    footer: '',
  },
  jsonl: { ending: '}\n', separator: '', header: () => '', footer: '' },
  json: { ending: '},\n', separator: ',\n', header: () => '[\n', footer: '\n]\n' },
} as const satisfies Record<TextFormat, unknown>;

/** The bytes around the rows of a whole file: header, rows joined by the separator, footer. */
export interface TextFrame {
  readonly header: Uint8Array;
  /** Stands between two runs of rows, never at an end. */
  readonly separator: Uint8Array;
  readonly footer: Uint8Array;
}

/** The frame of a file with these columns, named in output order. */
export function textFrame(format: TextFormat, columnNames: readonly string[]): TextFrame {
  const { header, separator, footer } = FRAMES[format];
  const encoder = new TextEncoder();
  return {
    header: encoder.encode(header(columnNames)),
    separator: encoder.encode(separator),
    footer: encoder.encode(footer),
  };
}

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

/** The row writer of one bound table and format. Formatting dictionaries uses the arena. */
export function createRowWriter(bound: BoundTable, format: TextFormat): RowWriter {
  const { session, program } = bound;
  const image = new TextImage();
  const descriptors = image.reserveDescriptors(program.columns.length);
  const ending = new TextEncoder().encode(FRAMES[format].ending);
  const endingAt = image.add(ending);
  const columns = program.columns.map((column) =>
    addWriterColumn(image, { column, text: columnText(column, format) }, session),
  );
  const frame = textFrame(
    format,
    program.columns.map(({ name }) => name),
  );

  const append = (out: Address, rowStart: number, rowCount: number): Address => {
    const vectors = bound.emitPage({ rowStart, rowCount });
    session.ensure(out + textBytesMax(columns, vectors, { rowCount, endingBytes: ending.length }));
    const base = session.arenaStart;
    const first = base + descriptors;
    const view = session.dataView;
    columns.forEach(({ described }, i) => {
      const place = { address: first + i * TEXT_COLUMN_BYTES, base };
      putDescriptor(view, place, { column: described, rows: vectors[i]! });
    });
    const { kernels } = session;
    return out + kernels.writeRows(out, 0, rowCount, first, columns.length, base + endingAt, ending.length);
  };
  const placeTables = () => image.place(session, session.arenaStart);
  return {
    frame,
    blockRows: Math.min(BLOCK_ROWS, program.pageRows),
    append,
    placeTables,
    rows: (rowStart, rowCount) => {
      const out = placeTables();
      const end = append(out, rowStart, rowCount) - (rowCount > 0 ? frame.separator.length : 0);
      return session.bytes.subarray(out, end);
    },
  };
}
