import type { OutputColumn } from '../columns/column-program.ts';
import type { TableKeys, TableProgram } from '../generation/table-program.ts';
import type { SqlColumn, SqlTable } from '../sql/create-table.ts';
import { type ScriptTable, sqlScript } from '../sql/script.ts';
import { csvHeader } from './column-text.ts';
import { encode } from './encode.ts';
import type { SqlStyle, TextStyle } from './text-style.ts';

/** UTF-8 bytes of one UTF-16 unit. */
const UTF8_BYTES_MAX = 3;

/** What stands around and between the rows of a file. */
export interface TextFrame {
  /** Ends every row, the separator after it left out. */
  readonly rowEnd: Uint8Array;
  /** Rows between two separators that differ from the others: the rows of one statement, else Infinity. */
  readonly runRows: number;
  /** Begins a file whose first row is `rowStart`, or which has no rows. */
  head(rowStart: number, hasRows: boolean): Uint8Array;
  /** Stands before row `row` where another row of the same file precedes it. */
  separator(row: number): Uint8Array;
  /** Ends a file. */
  tail(hasRows: boolean): Uint8Array;
}

export type FramedProgram = Pick<TableProgram, 'columns' | 'keys'>;

/** The table that a file holds. */
export interface FramedTable {
  readonly name: string;
  /** In output order. */
  readonly columnNames: readonly string[];
  /** The table itself, asked for when it is to be created. */
  readonly program: () => FramedProgram;
}

/**
 * CSV: RFC 4180 with its CRLF line ends and a header. JSONL: one object and LF per row. JSON: one array, an object per
 * line. SQL: statements of so many rows, counted from the table's first row: where a part begins decides nothing.
 */
export function textFrame(style: TextStyle, table: FramedTable): TextFrame {
  switch (style.format) {
    case 'csv':
      return plainFrame({ head: `${csvHeader(table.columnNames)}\r\n`, rowEnd: '\r\n' });
    case 'jsonl':
      return plainFrame({ rowEnd: '}\n' });
    case 'json':
      return plainFrame({ head: '[\n', rowEnd: '}', separator: ',\n', tail: '\n]\n' });
    case 'sql':
      return style.statement === 'copy' ? copyFrame(style, table) : insertFrame(style, table);
  }
}

interface PlainParts {
  readonly head?: string;
  readonly rowEnd: string;
  readonly separator?: string;
  readonly tail?: string;
}

function plainFrame(parts: PlainParts): TextFrame {
  const [head, separator, tail] = [parts.head, parts.separator, parts.tail].map((part = '') => encode(part));
  return {
    rowEnd: encode(parts.rowEnd),
    runRows: Number.POSITIVE_INFINITY,
    head: () => head!,
    separator: () => separator!,
    tail: () => tail!,
  };
}

function copyFrame(style: SqlStyle, table: FramedTable): TextFrame {
  const { head, creation, open, close, tail } = sqlScript(scriptTable(table), style);
  return {
    ...plainFrame({ rowEnd: '\n' }),
    head: (rowStart, hasRows) => encode(head + (rowStart === 0 ? creation : '') + (hasRows ? open : '')),
    tail: (hasRows) => encode((hasRows ? close : '') + tail),
  };
}

function insertFrame(style: SqlStyle, table: FramedTable): TextFrame {
  const { open, close } = sqlScript(scriptTable(table), style);
  const runRows = style.rows_per_statement;
  const between = encode(',\n');
  const statement = encode(close + open);
  return {
    ...copyFrame(style, table),
    rowEnd: encode(')'),
    runRows,
    separator: (row) => (row % runRows === 0 ? statement : between),
  };
}

function scriptTable({ name, columnNames, program }: FramedTable): ScriptTable {
  return { name, columnNames, define: () => sqlTable(name, program()) };
}

function sqlTable(name: string, { columns, keys }: FramedProgram): SqlTable {
  const { primaryKey = [], unique = [] } = keys ?? {};
  return {
    name,
    columns: columns.map((column) => ({
      ...sqlColumn(column),
      isUnique: isUnique(column.name, { primaryKey, unique }),
    })),
    primaryKey,
  };
}

/** A primary key of one column says so by itself. */
function isUnique(name: string, { primaryKey, unique }: TableKeys): boolean {
  return unique.includes(name) && !(primaryKey.length === 1 && primaryKey[0] === name);
}

function sqlColumn({ name, type, isNullable, valueBytesMax, dictionary }: OutputColumn): SqlColumn {
  const bytesMax = dictionary === undefined ? valueBytesMax : longestEntry(dictionary.values);
  return { name, type, isNullable, bytesMax };
}

/** Upper bound of the UTF-8 bytes of any entry. */
function longestEntry(values: readonly unknown[]): number {
  return values.reduce<number>((longest, value) => Math.max(longest, UTF8_BYTES_MAX * String(value).length), 1);
}
