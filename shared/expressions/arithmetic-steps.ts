import type { ArithmeticOperator } from './expression-node.ts';
import { type NumberLane, type NumberStep, numberBuffer } from './lanes.ts';

type Loop = (out: Float64Array, left: NumberLane, right: NumberLane, rowCount: number) => void;

/** left operator right; what overflows or has no value becomes null. */
export function arithmeticStep(operator: ArithmeticOperator, left: NumberStep, right: NumberStep): NumberStep {
  const loop = LOOPS[operator];
  const out = numberBuffer();
  return (block) => {
    loop(out.values, left(block), right(block), block.rowCount);
    return out;
  };
}

/**
 * A loop of its own for each operator, so that each compiles to plain machine arithmetic. `v - v` is 0 for finite
 * numbers and NaN for Infinity, so adding it makes what overflowed null (and -0 zero) without a branch.
 */
const LOOPS: Readonly<Record<ArithmeticOperator, Loop>> = {
  '+': (out, { values: a, mask: aMask }, { values: b, mask: bMask }, rowCount) => {
    for (let row = 0; row < rowCount; row++) {
      const v = a[row & aMask]! + b[row & bMask]!;
      out[row] = v + (v - v);
    }
  },
  '-': (out, { values: a, mask: aMask }, { values: b, mask: bMask }, rowCount) => {
    for (let row = 0; row < rowCount; row++) {
      const v = a[row & aMask]! - b[row & bMask]!;
      out[row] = v + (v - v);
    }
  },
  '*': (out, { values: a, mask: aMask }, { values: b, mask: bMask }, rowCount) => {
    for (let row = 0; row < rowCount; row++) {
      const v = a[row & aMask]! * b[row & bMask]!;
      out[row] = v + (v - v);
    }
  },
  '/': (out, { values: a, mask: aMask }, { values: b, mask: bMask }, rowCount) => {
    for (let row = 0; row < rowCount; row++) {
      const v = a[row & aMask]! / b[row & bMask]!;
      out[row] = v + (v - v);
    }
  },
  '%': (out, { values: a, mask: aMask }, { values: b, mask: bMask }, rowCount) => {
    for (let row = 0; row < rowCount; row++) out[row] = (a[row & aMask]! % b[row & bMask]!) + 0;
  },
};
