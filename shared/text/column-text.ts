import type { OutputColumn } from '../columns/column-program.ts';
import type { ColumnType } from '../columns/column-type.ts';
import { TEXT_KIND, type TextKind } from '../kernels/text-kernels.ts';

/** The formats that are made of rows of text. */
export type TextFormat = 'csv' | 'jsonl' | 'json';

/** How one output column is written in one text format; `a` and `b` as in TEXT_KIND. */
export interface ColumnText {
  readonly kind: TextKind;
  readonly a: number;
  readonly b: number;
  /** `a` is the address of the power table, known once that is placed. */
  readonly isFloat: boolean;
  readonly prefix: Uint8Array;
  readonly nullText: Uint8Array;
  /** Whether a double quote follows each value. */
  readonly isQuoted: boolean;
  /** Upper bound of a value's bytes: `perRow`, plus `perByte` for each byte of PLAIN text. */
  readonly bound: { readonly perRow: number; readonly perByte: number };
}

interface KindOfText {
  readonly kind: TextKind;
  readonly a?: number;
  readonly b?: number;
}

/** Significant digits that any JSON reader keeps: a double holds no more. */
const JSON_DIGITS_MAX = 15;
/** Digits after the point that the fixed-point kernels know. */
const FIXED_PLACES_MAX = 15;
/** Bytes of the longest number, date or uuid, its closing quote included. */
const SCALAR_BYTES_MAX = 48;

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
  uuid: () => ({ kind: TEXT_KIND.uuid }),
};

/** The way `column` is written; its first value opens the row. Coded columns get the way of their dictionary's entries. */
export function columnText(column: OutputColumn, format: TextFormat): ColumnText {
  const written = kindOf(column);
  const isText = written.kind === TEXT_KIND.textCsv;
  const isQuoted = format !== 'csv' && isStringInJson(column);
  const lead = format === 'csv' ? csvLead(column) : jsonLead(column);
  const isFloat = column.type.name === 'float32' || column.type.name === 'float64';
  return {
    kind: isText && format !== 'csv' ? TEXT_KIND.textJson : written.kind,
    a: written.a ?? 0,
    b: written.b ?? 0,
    isFloat,
    prefix: encode(isQuoted ? `${lead}"` : lead),
    nullText: encode(format === 'csv' ? lead : `${lead}null`),
    isQuoted,
    bound: { perRow: encode(lead).length + SCALAR_BYTES_MAX, perByte: isText ? (format === 'csv' ? 2 : 6) : 0 },
  };
}

function kindOf(column: OutputColumn): KindOfText {
  const { type } = column;
  return (KINDS[type.name] as (type: ColumnType, column: OutputColumn) => KindOfText)(type, column);
}

function fixedOr(fixed: TextKind, shortest: TextKind, decimals: number | undefined): KindOfText {
  return decimals === undefined || decimals > FIXED_PLACES_MAX ? { kind: shortest } : { kind: fixed, b: decimals };
}

function csvLead(column: OutputColumn): string {
  return column.position === 0 ? '' : ',';
}

function jsonLead(column: OutputColumn): string {
  return `${column.position === 0 ? '{' : ','}${JSON.stringify(column.name)}:`;
}

/** Whether JSON holds the whole column as strings. */
function isStringInJson({ type, isBeyondSafeIntegers }: OutputColumn): boolean {
  switch (type.name) {
    case 'boolean':
    case 'int32':
    case 'float32':
    case 'float64':
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

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
