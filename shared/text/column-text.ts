import type { OutputColumn } from '../columns/column-program.ts';
import type { ColumnType } from '../columns/column-type.ts';
import { TEXT_KIND, type TextKind } from '../kernels/text-kernels.ts';
import { encode } from './encode.ts';
import { sqlColumnText } from './sql-column-text.ts';
import type { TextStyle } from './text-style.ts';
import { type ColumnText, SCALAR_BYTES_MAX, type WrittenValue } from './written-column.ts';

interface KindOfText {
  readonly kind: TextKind;
  readonly a?: number;
  readonly b?: number;
}

/** Significant digits that any JSON reader keeps: a double holds no more. */
const JSON_DIGITS_MAX = 15;
/** Digits after the point that the fixed-point kernels know. */
const FIXED_PLACES_MAX = 15;

const KINDS: {
  readonly [Name in ColumnType['name']]: (
    type: Extract<ColumnType, { name: Name }>,
    column: OutputColumn,
  ) => KindOfText;
} = {
  boolean: () => ({ kind: TEXT_KIND.fragmentBits }),
  int32: () => ({ kind: TEXT_KIND.int32 }),
  int64: () => ({ kind: TEXT_KIND.int64 }),
  float32: ({ decimals }) => fixedOr(TEXT_KIND.fixed32, TEXT_KIND.float32, decimals),
  float64: ({ decimals }) => fixedOr(TEXT_KIND.fixed64, TEXT_KIND.float64, decimals),
  decimal: ({ scale }, column) => ({
    kind: column.layout === 'i32' ? TEXT_KIND.decimal32 : TEXT_KIND.decimal64,
    b: scale,
  }),
  date: () => ({ kind: TEXT_KIND.date }),
  time: () => ({ kind: TEXT_KIND.time }),
  timestamp: ({ unit, isUtc }) => ({ kind: TEXT_KIND.timestamp, a: unit === 'ms' ? 1_000 : 1, b: isUtc ? 1 : 0 }),
  string: () => ({ kind: TEXT_KIND.textCsv }),
  enum: () => ({ kind: TEXT_KIND.textCsv }),
  binary: () => ({ kind: TEXT_KIND.textHex }),
  uuid: () => ({ kind: TEXT_KIND.uuid }),
  nested: () => ({ kind: TEXT_KIND.textCsv }),
};

/** The way `column` is written; its first value opens the row. Coded columns get the way of their dictionary's entries. */
export function columnText(column: OutputColumn, style: TextStyle): ColumnText {
  const { a = 0, b = 0, kind } = kindOf(column);
  const isFloat = column.type.name === 'float32' || column.type.name === 'float64';
  const written = { kind, a, b, isFloat };
  if (style.format === 'sql') return sqlColumnText(column, written, style);
  return style.format === 'csv' ? csvColumnText(column, written, style) : jsonColumnText(column, written);
}

function csvColumnText(
  column: OutputColumn,
  written: WrittenValue,
  { csv }: Extract<TextStyle, { format: 'csv' }>,
): ColumnText {
  const isText = written.kind === TEXT_KIND.textCsv;
  const isHex = written.kind === TEXT_KIND.textHex;
  const lead = encode(column.position === 0 ? '' : ',');
  return {
    ...written,
    kind: isHex ? TEXT_KIND.textHexCsv : isText && csv?.escape_formulas ? TEXT_KIND.textCsvSafe : written.kind,
    prefix: lead,
    nullText: lead,
    quote: '',
    booleans: ['false', 'true'],
    bound: { perRow: lead.length + SCALAR_BYTES_MAX, perByte: isText || isHex ? 2 : 0 },
  };
}

function jsonColumnText(column: OutputColumn, written: WrittenValue): ColumnText {
  const isText = written.kind === TEXT_KIND.textCsv;
  const quote = isStringInJson(column) ? '"' : '';
  const lead = `${column.position === 0 ? '{' : ','}${JSON.stringify(column.name)}:`;
  return {
    ...written,
    // A nested value is JSON already.
    kind: column.nested !== undefined ? TEXT_KIND.textRaw : isText ? TEXT_KIND.textJson : written.kind,
    prefix: encode(lead + quote),
    nullText: encode(`${lead}null`),
    quote,
    booleans: ['false', 'true'],
    bound: {
      perRow: encode(lead).length + SCALAR_BYTES_MAX,
      perByte: isText ? 6 : written.kind === TEXT_KIND.textHex ? 2 : 0,
    },
  };
}

function kindOf(column: OutputColumn): KindOfText {
  const { type } = column;
  return (KINDS[type.name] as (type: ColumnType, column: OutputColumn) => KindOfText)(type, column);
}

function fixedOr(fixed: TextKind, shortest: TextKind, decimals: number | undefined): KindOfText {
  return decimals === undefined || decimals > FIXED_PLACES_MAX ? { kind: shortest } : { kind: fixed, b: decimals };
}

/** Whether JSON holds the whole column as strings. */
function isStringInJson({ type, isBeyondSafeIntegers }: OutputColumn): boolean {
  switch (type.name) {
    case 'boolean':
    case 'int32':
    case 'float32':
    case 'float64':
    case 'nested':
      return false;
    case 'int64':
      return isBeyondSafeIntegers === true;
    case 'decimal':
      return type.precision > JSON_DIGITS_MAX;
    default:
      return true;
  }
}

/** The header line of a CSV file, without its line end; names are quoted where RFC 4180 wants it. */
export function csvHeader(columnNames: readonly string[]): string {
  return columnNames.map((name) => (/[",\r\n]/.test(name) ? `"${name.replaceAll('"', '""')}"` : name)).join(',');
}
