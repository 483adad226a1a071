import { invariant } from '../errors/invariant.ts';
import type { ColumnValues, NumberValues } from './column-values.ts';
import type { ExpressionType } from './expression-node.ts';
import {
  BLOCK_ROWS,
  type Block,
  type NumberStep,
  numberBuffer,
  numberLane,
  type Step,
  type TextLane,
  type TextStep,
  TRUE,
  type TruthStep,
  textLane,
  truthBuffer,
  UNKNOWN,
} from './lanes.ts';

/** The values of a column that the page gives. */
export function columnStep(name: string, type: ExpressionType): Step {
  if (type === 'boolean') return booleanColumnStep(name);
  return type === 'text' ? textColumnStep(name) : numberColumnStep(name, type);
}

function read<Type extends ExpressionType>(block: Block, name: string, type: Type): ColumnValues & { type: Type } {
  const values = block.column(name);
  invariant(values.type === type, `column ${name} is ${values.type} and was declared ${type}`);
  return values as ColumnValues & { type: Type };
}

function numberColumnStep(name: string, type: NumberValues['type']): NumberStep {
  const out = numberBuffer();
  return (block) => {
    const { values, isNull } = read(block, name, type);
    const { offset, rowCount } = block;
    if (isNull === undefined) return numberLane(values.subarray(offset, offset + rowCount));
    for (let row = 0; row < rowCount; row++) out.values[row] = isNull[offset + row] === 0 ? values[offset + row]! : NaN;
    return out;
  };
}

function booleanColumnStep(name: string): TruthStep {
  const out = truthBuffer();
  return (block) => {
    const { values, isNull } = read(block, name, 'boolean');
    const { offset, rowCount } = block;
    if (isNull === undefined) for (let row = 0; row < rowCount; row++) out.values[row] = values[offset + row]! * TRUE;
    else
      for (let row = 0; row < rowCount; row++)
        out.values[row] = isNull[offset + row] === 0 ? values[offset + row]! * TRUE : UNKNOWN;
    return out;
  };
}

function textColumnStep(name: string): TextStep {
  const plain = new Array<string | null>(BLOCK_ROWS).fill(null);
  const codes = new Uint32Array(BLOCK_ROWS);
  let dictionary: readonly string[] | undefined;
  let withNull: readonly (string | null)[] = [];
  return (block) => {
    const column = read(block, name, 'text');
    if (!('codes' in column)) return plainText(column, block, plain);
    const { offset, rowCount } = block;
    const { isNull } = column;
    if (isNull === undefined)
      return {
        lane: 'text',
        texts: column.dictionary,
        codes: column.codes.subarray(offset, offset + rowCount),
        mask: -1,
      };
    if (dictionary !== column.dictionary) {
      dictionary = column.dictionary;
      withNull = [...dictionary, null];
    }
    const nullCode = withNull.length - 1;
    for (let row = 0; row < rowCount; row++)
      codes[row] = isNull[offset + row] === 0 ? column.codes[offset + row]! : nullCode;
    return { lane: 'text', texts: withNull, codes, mask: -1 };
  };
}

function plainText(
  { values, isNull }: { readonly values: readonly string[]; readonly isNull?: Uint8Array },
  { offset, rowCount }: Block,
  out: (string | null)[],
): TextLane {
  for (let row = 0; row < rowCount; row++)
    out[row] = isNull === undefined || isNull[offset + row] === 0 ? values[offset + row]! : null;
  return textLane(out);
}

/** The row number. */
export function rowStep(): NumberStep {
  const out = numberBuffer();
  return ({ rowStart, rowCount, rows, offset }) => {
    if (rows !== undefined) return numberLane(rows.subarray(offset, offset + rowCount));
    for (let row = 0; row < rowCount; row++) out.values[row] = rowStart + row;
    return out;
  };
}

/** The row's draw of one number. */
export function randomStep(draw: number): NumberStep {
  return (block) => numberLane(block.random(draw).subarray(block.offset, block.offset + block.rowCount));
}
