import type { OutputColumn } from '../../columns/column-program.ts';
import type { ColumnType } from '../../columns/column-type.ts';
import { type ExpressionNode, referenceName } from '../../expressions/expression-node.ts';

/** The longest text that an expression may give, UTF-8 bytes: what a page reserves where nothing better is known. */
export const DERIVED_TEXT_BYTES = 1_024;
const LENGTH_BYTES = 4;
/** A number of any size as it prints: `-1.2345678901234567e-300`. */
const NUMBER_BYTES = 24;
const TIMESTAMP_BYTES = 27;
const BOOLEAN_BYTES = 5;
const UUID_BYTES = 36;
const CHARACTER_BYTES = 4;
/** A capital may take three bytes where its letter took two. */
const CASE_GROWTH = 1.5;
const utf8 = new TextEncoder();

type KnownColumns = ReadonlyMap<string, OutputColumn>;

/** A bound of the UTF-8 bytes that a formula's value takes as text, at most `DERIVED_TEXT_BYTES`. */
export function textWidth(node: ExpressionNode, known: KnownColumns): number {
  return Math.min(Math.ceil(widthOf(node, known)), DERIVED_TEXT_BYTES);
}

function widthOf(node: ExpressionNode, known: KnownColumns): number {
  switch (node.kind) {
    case 'literal':
      return Math.max(utf8.encode(String(node.value)).length, TIMESTAMP_BYTES * Number(typeof node.value === 'number'));
    case 'column':
      return columnWidth(known.get(referenceName(node.path)));
    case 'row':
      return NUMBER_BYTES;
    case 'negative':
    case 'cast':
      return Math.max(
        widthOf(node.operand, known),
        TIMESTAMP_BYTES * Number(node.kind === 'cast' && node.type !== 'text'),
      );
    case 'binary':
      if (node.operator === '||') return widthOf(node.left, known) + widthOf(node.right, known);
      return TIMESTAMP_BYTES;
    case 'case': {
      const values = node.branches.map(({ value }) => value);
      return widest(node.otherwise === undefined ? values : [...values, node.otherwise], known);
    }
    case 'call':
      return (CALLS[node.name] ?? noBound)(node.operands, known);
    default:
      return BOOLEAN_BYTES;
  }
}

const widest = (nodes: readonly ExpressionNode[], known: KnownColumns): number =>
  nodes.reduce((most, node) => Math.max(most, widthOf(node, known)), 0);

type CallWidth = (operands: readonly ExpressionNode[], known: KnownColumns) => number;

const noBound = (): number => DERIVED_TEXT_BYTES;
const ofFirst: CallWidth = (operands, known) => widest(operands.slice(0, 1), known);
const ofAny: CallWidth = widest;
const otherCase: CallWidth = (operands, known) => ofFirst(operands, known) * CASE_GROWTH;
const ofNumber = (): number => NUMBER_BYTES;

/** At most so many characters, and no more bytes than there were. */
const firstCharacters: CallWidth = (operands, known) =>
  Math.min(ofFirst(operands, known), CHARACTER_BYTES * countOf(operands.at(-1), known));

/** As many characters as the second operand says. */
const padded: CallWidth = ([, count], known) => CHARACTER_BYTES * countOf(count, known);

/** Functions whose text is bounded by their operands; those that give no text are as wide as what they give. */
const CALLS: Readonly<Record<string, CallWidth>> = {
  lower: otherCase,
  upper: otherCase,
  initcap: otherCase,
  trim: ofFirst,
  ltrim: ofFirst,
  rtrim: ofFirst,
  substring: ofFirst,
  nullif: ofFirst,
  left: firstCharacters,
  right: firstCharacters,
  coalesce: ofAny,
  least: ofAny,
  greatest: ofAny,
  if: ([, ...values], known) => widest(values, known),
  concat: (operands, known) => operands.reduce((sum, operand) => sum + widthOf(operand, known), 0),
  lpad: padded,
  rpad: padded,
  repeat: ([text, count], known) => widthOf(text!, known) * countOf(count, known),
  length: ofNumber,
  abs: ofNumber,
  floor: ofNumber,
  ceil: ofNumber,
  round: ofNumber,
  random: ofNumber,
};

/** A bound of a whole number that counts characters; infinite where it is unknown. */
function countOf(node: ExpressionNode | undefined, known: KnownColumns): number {
  if (node?.kind === 'literal' && typeof node.value === 'number') return Math.max(node.value, 0);
  if (node?.kind !== 'call') return Number.POSITIVE_INFINITY;
  if (node.name === 'length') return widest(node.operands, known);
  if (node.name === 'greatest') return Math.max(...node.operands.map((operand) => countOf(operand, known)));
  return Number.POSITIVE_INFINITY;
}

/** A bound of the UTF-8 bytes that a column's value takes as text. */
export function columnWidth(column: OutputColumn | undefined): number {
  if (column === undefined) return DERIVED_TEXT_BYTES;
  const { type, dictionary, valueBytesMax } = column;
  if (type.name !== 'string' && type.name !== 'enum') return WIDTHS[type.name] ?? TIMESTAMP_BYTES;
  if (dictionary === undefined) return valueBytesMax - LENGTH_BYTES;
  let most = 0;
  for (const value of dictionary.values) most = Math.max(most, utf8.encode(String(value)).length);
  return most;
}

const WIDTHS: { readonly [Name in ColumnType['name']]?: number } = {
  boolean: BOOLEAN_BYTES,
  int32: 11,
  int64: 20,
  decimal: 21,
  float32: NUMBER_BYTES,
  float64: NUMBER_BYTES,
  date: 12,
  time: 15,
  uuid: UUID_BYTES,
};
