import type { ComparisonOperator } from './expression-node.ts';
import { FALSE, type NumberLane, type NumberStep, TRUE, type TruthStep, truthBuffer, UNKNOWN } from './lanes.ts';
import type { ScalarFunction } from './operation.ts';
import { compareText } from './order-values.ts';

type Loop = (out: Uint8Array, left: NumberLane, right: NumberLane, rowCount: number) => void;

/** left operator right over numbers. */
export function comparisonStep(operator: ComparisonOperator, left: NumberStep, right: NumberStep): TruthStep {
  if (operator === '>') return comparisonStep('<', right, left);
  if (operator === '>=') return comparisonStep('<=', right, left);
  const loop = LOOPS[operator];
  const out = truthBuffer();
  return (block) => {
    loop(out.values, left(block), right(block), block.rowCount);
    return out;
  };
}

/**
 * The upper bit says that the comparison holds, the lower one that its opposite does not: with NaN neither holds, which
 * makes 1, unknown. `Number` of a comparison needs no
 * branch, which random values would send the wrong way half of the time.
 */
const LOOPS: Readonly<Record<'=' | '<>' | '<' | '<=', Loop>> = {
  '=': (out, { values: a, mask: aMask }, { values: b, mask: bMask }, rowCount) => {
    for (let row = 0; row < rowCount; row++) {
      const x = a[row & aMask]!;
      const y = b[row & bMask]!;
      out[row] = (Number(x === y) << 1) | (Number(x < y) ^ 1 ^ Number(x > y));
    }
  },
  '<>': (out, { values: a, mask: aMask }, { values: b, mask: bMask }, rowCount) => {
    for (let row = 0; row < rowCount; row++) {
      const x = a[row & aMask]!;
      const y = b[row & bMask]!;
      out[row] = (Number(x < y) << 1) | (Number(x > y) << 1) | (Number(x === y) ^ 1);
    }
  },
  '<': (out, { values: a, mask: aMask }, { values: b, mask: bMask }, rowCount) => {
    for (let row = 0; row < rowCount; row++) {
      const x = a[row & aMask]!;
      const y = b[row & bMask]!;
      out[row] = (Number(x < y) << 1) | (Number(x >= y) ^ 1);
    }
  },
  '<=': (out, { values: a, mask: aMask }, { values: b, mask: bMask }, rowCount) => {
    for (let row = 0; row < rowCount; row++) {
      const x = a[row & aMask]!;
      const y = b[row & bMask]!;
      out[row] = (Number(x <= y) << 1) | (Number(x > y) ^ 1);
    }
  },
};

/** left = right over booleans: both known and the same, or both known and not. */
export function truthEqualityStep(isEqual: boolean, left: TruthStep, right: TruthStep): TruthStep {
  const out = truthBuffer();
  const [same, different] = isEqual ? [TRUE, FALSE] : [FALSE, TRUE];
  return (block) => {
    const [{ values: a, mask: aMask }, { values: b, mask: bMask }] = [left(block), right(block)];
    for (let row = 0; row < block.rowCount; row++) {
      const x = a[row & aMask]!;
      const y = b[row & bMask]!;
      out.values[row] = x === UNKNOWN || y === UNKNOWN ? UNKNOWN : x === y ? same : different;
    }
    return out;
  };
}

/** The comparison of two texts, by code points. */
export const TEXT_COMPARISONS: Readonly<Record<ComparisonOperator, ScalarFunction>> = {
  '=': (a: string, b: string) => a === b,
  '<>': (a: string, b: string) => a !== b,
  '<': (a: string, b: string) => compareText(a, b) < 0,
  '<=': (a: string, b: string) => compareText(a, b) <= 0,
  '>': (a: string, b: string) => compareText(a, b) > 0,
  '>=': (a: string, b: string) => compareText(a, b) >= 0,
};
