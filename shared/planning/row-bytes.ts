import type { OutputColumn } from '../columns/column-program.ts';
import { LAYOUT_BYTES } from '../columns/value-program.ts';
import type { OutputSpec } from '../contracts/spec-document.ts';
import { invariant } from '../errors/invariant.ts';
import type { NestedNode } from '../nested/nested-column.ts';

/** Bytes of one row: as encoded, expected and what no row exceeds; and as stored, which is less where text is compressed. */
export interface RowBytes {
  readonly expected: number;
  readonly max: number;
  readonly stored: number;
}

/** What the codecs leave of text. Measured with W1's CSV. */
const STORED_SHARES: Readonly<Record<OutputSpec['compression'], number>> = {
  none: 1,
  gzip: 0.31,
  zstd: 0.29,
  snappy: 1,
};

/** Dictionary values looked at to learn their usual length. */
const SAMPLED_VALUES = 256;
/** A character of JSON text can become the six of an escape. */
const JSON_EXPANSION = 6;
/** A quote of CSV text is doubled. */
const CSV_EXPANSION = 2;
/** U+0000 becomes the three bytes of U+FFFD. */
const SQL_EXPANSION = 3;
/** Digits of a byte. */
const HEX_EXPANSION = 2;
const DELTA_BYTES = 2;

/**
 * What a codec leaves of a row's text from a template: the digits that changed, and references to the rest. Measured
 * with Snappy for `user{row}@example.com`: 5.6 bytes.
 */
const COMPRESSED_TEMPLATE_BYTES = 6;

/** What a place in a nested value takes besides its value: levels, offsets, brackets. */
const PLACE_BYTES = 4;

export type EncodedAs = Pick<OutputSpec, 'format' | 'compression'>;

/** From types and widths alone: right to a factor of about two, the same on every machine. */
export function estimateRowBytes(columns: readonly OutputColumn[], output: EncodedAs): RowBytes {
  const widths = columns.map((column) => columnBytes(column, output));
  const expected = Math.max(
    widths.reduce((sum, width) => sum + width.expected, 0),
    1 / 8,
  );
  return {
    expected,
    stored: expected * (output.format === 'parquet' ? 1 : STORED_SHARES[output.compression]),
    max: Math.max(
      widths.reduce((sum, width) => sum + width.max, 0),
      1,
    ),
  };
}

type ColumnBytes = Omit<RowBytes, 'stored'>;

function columnBytes(column: OutputColumn, output: EncodedAs): ColumnBytes {
  const { format, compression } = output;
  if (column.nested !== undefined) return nestedBytes(column.nested, output);
  switch (format) {
    case 'parquet':
      return {
        expected: packedBytes(column, compression !== 'none'),
        max: Math.max(column.valueBytesMax, widestValue(column)) + 1,
      };
    case 'arrow':
      return { expected: column.valueBytesMax, max: Math.max(column.valueBytesMax, widestValue(column)) + 5 };
    case 'sql':
      return { expected: textBytes(column) + 3, max: widestText(column) * SQL_EXPANSION + 3 };
    case 'csv':
      return { expected: textBytes(column) + 1, max: widestText(column) * CSV_EXPANSION + 3 };
    case 'json':
    case 'jsonl': {
      const member = column.name.length + 6;
      return { expected: textBytes(column) + member, max: (widestText(column) + member) * JSON_EXPANSION };
    }
  }
}

/** The sum of its leaves, each as often as lists are long. CSV and SQL hold JSON text, whose quotes they double. */
function nestedBytes(node: NestedNode, output: EncodedAs): ColumnBytes {
  switch (node.kind) {
    case 'leaf': {
      const isText = output.format === 'csv' || output.format === 'sql';
      const { expected, max } = columnBytes(node.column, isText ? { ...output, format: 'jsonl' } : output);
      return { expected: expected + PLACE_BYTES, max: max * (isText ? CSV_EXPANSION : 1) + PLACE_BYTES };
    }
    case 'struct': {
      const members = node.members.map((member) => nestedBytes(member.node, output));
      const sum = (of: (member: ColumnBytes) => number) => members.reduce((total, member) => total + of(member), 0);
      return { expected: sum((member) => member.expected), max: sum((member) => member.max) + PLACE_BYTES };
    }
    case 'list': {
      const element = nestedBytes(node.element, output);
      const { expected, max } = node.lengths;
      return { expected: element.expected * expected + 1, max: element.max * max + PLACE_BYTES };
    }
  }
}

function packedBytes(column: OutputColumn, isCompressed: boolean): number {
  if (column.kind === 'sequence') return 1 / 8;
  if (column.kind === 'template' && isCompressed) return Math.min(column.valueBytesMax, COMPRESSED_TEMPLATE_BYTES);
  if (column.layout === 'bits') return 1 / 8;
  if (column.dictionary !== undefined) return Math.max(32 - Math.clz32(column.dictionary.values.length - 1), 1) / 8;
  return column.isDeltaFriendly ? column.valueBytesMax - DELTA_BYTES : column.valueBytesMax;
}

/** Characters that the text formats write for one value, the usual ones and the most. */
const TEXT_WIDTHS = {
  boolean: [5, 5],
  int32: [9, 11],
  int64: [17, 22],
  float32: [10, 24],
  float64: [18, 26],
  decimal: [10, 24],
  date: [10, 12],
  time: [15, 17],
  timestamp: [27, 29],
  uuid: [36, 38],
} as const satisfies Record<string, readonly [usual: number, most: number]>;

function textBytes(column: OutputColumn): number {
  const { type } = column;
  invariant(type.name !== 'nested', 'nested columns are estimated leaf by leaf');
  if (type.name === 'binary') return (column.valueBytesMax - 4) * HEX_EXPANSION;
  if (type.name !== 'string' && type.name !== 'enum') return TEXT_WIDTHS[type.name][0];
  return column.dictionary === undefined ? column.valueBytesMax - 4 : meanLength(column.dictionary.values);
}

function widestText(column: OutputColumn): number {
  const { type } = column;
  invariant(type.name !== 'nested', 'nested columns are estimated leaf by leaf');
  if (type.name === 'binary') return column.valueBytesMax * HEX_EXPANSION;
  return type.name === 'string' || type.name === 'enum' ? widestValue(column) : TEXT_WIDTHS[type.name][1];
}

/** Bytes of the widest value as a file without dictionaries would hold it. */
function widestValue(column: OutputColumn): number {
  const isText = column.type.name === 'string' || column.type.name === 'enum';
  if (column.dictionary === undefined || !isText) return Math.max(column.valueBytesMax, LAYOUT_BYTES.fixed16);
  let widest: number = LAYOUT_BYTES.fixed16;
  for (const value of column.dictionary.values) widest = Math.max(widest, String(value).length * 3 + 4);
  return widest;
}

function meanLength(values: readonly unknown[]): number {
  const step = Math.max(1, Math.floor(values.length / SAMPLED_VALUES));
  let [sum, count] = [0, 0];
  for (let i = 0; i < values.length; i += step, count++) sum += String(values[i]).length;
  return sum / Math.max(count, 1);
}
