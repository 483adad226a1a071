import { type CallParts, type ResultSink, resultSink } from './call-steps.ts';
import { textAt } from './choice-steps.ts';
import type { Scalar } from './expression-node.ts';
import {
  type AnyLane,
  BLOCK_ROWS,
  constantValue,
  numberBuffer,
  type Step,
  type TextLane,
  type TextStep,
  truthBuffer,
} from './lanes.ts';
import type { ScalarFunction } from './operation.ts';

/** A call of which one operand is text and all others are constants. */
export interface TextCall extends CallParts {
  /** Which operand is the text. */
  readonly at: number;
  /** The constants; at `at` anything. */
  readonly constants: readonly (AnyLane | undefined)[];
}

/**
 * Works the function out once per dictionary entry and then looks codes up, which is what makes text fast. Text without
 * a dictionary goes row by row.
 */
export function textCallStep(parts: TextCall): Step {
  const operand = parts.operands[parts.at] as TextStep;
  const apply = ofText(parts);
  const look = lookUp(parts.result);
  const rows = resultSink(parts.result, BLOCK_ROWS);
  let dictionary: TextLane['texts'] | undefined;
  let table: ResultSink | undefined;
  return (block) => {
    const lane = operand(block);
    if (lane.codes === undefined) {
      for (let row = 0; row < block.rowCount; row++) rows.put(row, apply(textAt(lane, row)));
      return rows.lane;
    }
    if (dictionary !== lane.texts || table === undefined) {
      dictionary = lane.texts;
      table = resultSink(parts.result, dictionary.length);
      for (let code = 0; code < dictionary.length; code++) table.put(code, apply(dictionary[code]!));
    }
    return look(table.lane, lane.codes, block.rowCount);
  };
}

/** The function of the text alone. */
function ofText({ apply, isStrict, at, constants }: TextCall): ScalarFunction {
  const values = constants.map((lane) => (lane === undefined ? null : constantValue(lane)));
  const hasNull = values.some((value, index) => value === null && index !== at);
  const alone = applyTo(apply, values, at);
  if (!isStrict) return alone;
  return (text: string | null) => (text === null || hasNull ? null : alone(text));
}

/** Written out for the commonest numbers of operands: spreading an array costs more than most functions. */
function applyTo(apply: ScalarFunction, values: Scalar[], at: number): ScalarFunction {
  const [first, second] = values;
  if (values.length === 1) return apply;
  if (values.length === 2) return at === 0 ? (text) => apply(text, second) : (text) => apply(first, text);
  return (text: string | null) => {
    values[at] = text;
    return apply(...values);
  };
}

type Codes = NonNullable<TextLane['codes']>;

function lookUp(result: CallParts['result']): (table: AnyLane, codes: Codes, rowCount: number) => AnyLane {
  if (result === 'text') return (table, codes) => ({ lane: 'text', texts: (table as TextLane).texts, codes, mask: -1 });
  if (result === 'truth') {
    const out = truthBuffer();
    return (table, codes, rowCount) => {
      const values = (table as typeof out).values;
      for (let row = 0; row < rowCount; row++) out.values[row] = values[codes[row]!]!;
      return out;
    };
  }
  const out = numberBuffer();
  return (table, codes, rowCount) => {
    const values = (table as typeof out).values;
    for (let row = 0; row < rowCount; row++) out.values[row] = values[codes[row]!]!;
    return out;
  };
}
