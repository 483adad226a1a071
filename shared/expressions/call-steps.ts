import { BINARY_LOOPS, UNARY_LOOPS } from './block-loops.ts';
import { textAt } from './choice-steps.ts';
import {
  type AnyLane,
  BLOCK_ROWS,
  type Block,
  type NumberStep,
  numberBuffer,
  numberLane,
  type Step,
  type TruthStep,
  textLane,
  truthBuffer,
  truthLane,
  truthOf,
  UNKNOWN,
} from './lanes.ts';
import type { Lane, ScalarFunction } from './operation.ts';

export interface CallParts {
  readonly apply: ScalarFunction;
  readonly isStrict: boolean;
  readonly operands: readonly Step[];
  readonly result: Lane;
}

type NumberFunction = (...operands: number[]) => number;

/** A function of one to three numbers that gives a number. */
export function numberCallStep({ apply, isStrict, operands }: CallParts): NumberStep {
  const out = numberBuffer();
  const loop = operands.length === 1 ? UNARY_LOOPS.get(apply) : undefined;
  const pairLoop = operands.length === 2 ? BINARY_LOOPS.get(apply) : undefined;
  const [first, second] = operands as readonly NumberStep[];
  if (loop !== undefined)
    return (block) => {
      loop(out.values, first!(block), block.rowCount);
      return out;
    };
  if (pairLoop !== undefined)
    return (block) => {
      pairLoop(out.values, first!(block), second!(block), block.rowCount);
      return out;
    };
  const fill = operands.length === 1 ? fillUnary : operands.length === 2 ? fillBinary : fillTernary;
  return (block) => {
    fill(out.values, apply as NumberFunction, operands as readonly NumberStep[], { block, isStrict });
    return out;
  };
}

interface Circumstances {
  readonly block: Block;
  readonly isStrict: boolean;
}

type Fill = (
  out: Float64Array,
  apply: NumberFunction,
  operands: readonly NumberStep[],
  circumstances: Circumstances,
) => void;

const fillUnary: Fill = (out, apply, [first], { block, isStrict }) => {
  const { values: a, mask: aMask } = first!(block);
  for (let row = 0; row < block.rowCount; row++) {
    const x = a[row & aMask]!;
    out[row] = isStrict && Number.isNaN(x) ? NaN : finite(apply(x));
  }
};

const fillBinary: Fill = (out, apply, [first, second], { block, isStrict }) => {
  const { values: a, mask: aMask } = first!(block);
  const { values: b, mask: bMask } = second!(block);
  for (let row = 0; row < block.rowCount; row++) {
    const x = a[row & aMask]!;
    const y = b[row & bMask]!;
    out[row] = isStrict && (Number.isNaN(x) || Number.isNaN(y)) ? NaN : finite(apply(x, y));
  }
};

const fillTernary: Fill = (out, apply, [first, second, third], { block }) => {
  const { values: a, mask: aMask } = first!(block);
  const { values: b, mask: bMask } = second!(block);
  const { values: c, mask: cMask } = third!(block);
  for (let row = 0; row < block.rowCount; row++) {
    const x = a[row & aMask]!;
    const y = b[row & bMask]!;
    const z = c[row & cMask]!;
    out[row] = Number.isNaN(x) || Number.isNaN(y) || Number.isNaN(z) ? NaN : finite(apply(x, y, z));
  }
};

/** Infinity is no value of ours. */
function finite(value: number): number {
  return value + (value - value);
}

/** A strict function of one number that gives a boolean. */
export function numberTestStep(apply: ScalarFunction, operand: NumberStep): TruthStep {
  const out = truthBuffer();
  return (block) => {
    const { values, mask } = operand(block);
    for (let row = 0; row < block.rowCount; row++) {
      const x = values[row & mask]!;
      out.values[row] = Number.isNaN(x) ? UNKNOWN : truthOf(apply(x) as boolean | null);
    }
    return out;
  };
}

/** Any function, row by row. */
export function generalCallStep({ apply, isStrict, operands, result }: CallParts): Step {
  const sink = resultSink(result, BLOCK_ROWS);
  const values = new Array<number | string | boolean | null>(operands.length).fill(null);
  return (block) => {
    const lanes = operands.map((operand) => operand(block));
    for (let row = 0; row < block.rowCount; row++) {
      let hasNull = false;
      for (let at = 0; at < lanes.length; at++) {
        const value = valueAt(lanes[at]!, row);
        values[at] = value;
        if (value === null) hasNull = true;
      }
      sink.put(row, isStrict && hasNull ? null : apply(...values));
    }
    return sink.lane;
  };
}

function valueAt(lane: AnyLane, row: number): number | string | boolean | null {
  if (lane.lane === 'text') return textAt(lane, row);
  const value = lane.values[row & lane.mask]!;
  if (lane.lane === 'number') return Number.isNaN(value) ? null : value;
  return value === UNKNOWN ? null : value !== 0;
}

/** A place for `size` results of a function. */
export interface ResultSink {
  readonly lane: AnyLane;
  put(row: number, value: number | string | boolean | null): void;
}

/** Room for `size` results; what is not finite is null. */
export function resultSink(result: Lane, size: number): ResultSink {
  if (result === 'text') {
    const texts = new Array<string | null>(size).fill(null);
    const put: ResultSink['put'] = (row, value) => {
      texts[row] = value as string | null;
    };
    return { lane: textLane(texts), put };
  }
  if (result === 'truth') {
    const values = new Uint8Array((size + 3) & ~3);
    const put: ResultSink['put'] = (row, value) => {
      values[row] = truthOf(value as boolean | null);
    };
    return { lane: truthLane(values), put };
  }
  const values = new Float64Array(size);
  const put: ResultSink['put'] = (row, value) => {
    values[row] = value === null ? NaN : finite(value as number);
  };
  return { lane: numberLane(values), put };
}
