import { type NumberLane, numberBuffer, TRUE, type TruthLane, truthBuffer, UNKNOWN } from './lanes.ts';
import type { NumberStep, TruthStep } from './step.ts';

export interface ChoiceOf<Value> {
  readonly conditions: readonly TruthStep[];
  /** One more than the conditions: the last is what remains. */
  readonly values: readonly Value[];
}

/** The two values of a row to choose from: an index cannot be guessed wrong, as a branch can. */
const PAIR = new Float64Array(2);

/** `case` over numbers: the remaining value, then the branches over it from the last to the first. */
export function numberChoiceStep({ conditions, values }: ChoiceOf<NumberStep>): NumberStep {
  const out = numberBuffer();
  return (block) => {
    const { rowCount } = block;
    copyNumbers(out.values, values[conditions.length]!(block), rowCount);
    for (let at = conditions.length - 1; at >= 0; at--)
      chooseNumbers(out.values, conditions[at]!(block), values[at]!(block), rowCount);
    return out;
  };
}

function copyNumbers(out: Float64Array, { values, mask }: NumberLane, rowCount: number): void {
  if (mask === 0) out.fill(values[0]!, 0, rowCount);
  else out.set(values.subarray(0, rowCount));
}

function chooseNumbers(out: Float64Array, condition: TruthLane, value: NumberLane, rowCount: number): void {
  const { values: c, mask: cMask } = condition;
  const { values: v, mask: vMask } = value;
  const pair = PAIR;
  for (let row = 0; row < rowCount; row++) {
    pair[0] = out[row]!;
    pair[1] = v[row & vMask]!;
    out[row] = pair[c[row & cMask]! >> 1]!;
  }
}

/** `case` over booleans. */
export function truthChoiceStep({ conditions, values }: ChoiceOf<TruthStep>): TruthStep {
  const out = truthBuffer();
  return (block) => {
    const { rowCount } = block;
    copyTruth(out.values, values[conditions.length]!(block), rowCount);
    for (let at = conditions.length - 1; at >= 0; at--) {
      const { values: c, mask: cMask } = conditions[at]!(block);
      const { values: v, mask: vMask } = values[at]!(block);
      for (let row = 0; row < rowCount; row++) if (c[row & cMask] === TRUE) out.values[row] = v[row & vMask]!;
    }
    return out;
  };
}

function copyTruth(out: Uint8Array, { values, mask }: TruthLane, rowCount: number): void {
  if (mask === 0) out.fill(values[0]!, 0, rowCount);
  else out.set(values.subarray(0, rowCount));
}

/** `coalesce` over numbers: the last operand, then the others over it where they are not null. */
export function numberCoalesceStep(operands: readonly NumberStep[]): NumberStep {
  const out = numberBuffer();
  return (block) => {
    const { rowCount } = block;
    copyNumbers(out.values, operands.at(-1)!(block), rowCount);
    for (let at = operands.length - 2; at >= 0; at--) {
      const { values, mask } = operands[at]!(block);
      for (let row = 0; row < rowCount; row++) {
        const v = values[row & mask]!;
        if (!Number.isNaN(v)) out.values[row] = v;
      }
    }
    return out;
  };
}

/** `coalesce` over booleans. */
export function truthCoalesceStep(operands: readonly TruthStep[]): TruthStep {
  const out = truthBuffer();
  return (block) => {
    const { rowCount } = block;
    copyTruth(out.values, operands.at(-1)!(block), rowCount);
    for (let at = operands.length - 2; at >= 0; at--) {
      const { values, mask } = operands[at]!(block);
      for (let row = 0; row < rowCount; row++) {
        const v = values[row & mask]!;
        if (v !== UNKNOWN) out.values[row] = v;
      }
    }
    return out;
  };
}
