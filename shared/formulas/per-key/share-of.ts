import { placeKey } from '../../columns/stream-scope.ts';
import { bindUniformDraws } from '../../columns/uniform-draws.ts';
import type { PerKeyContext, PerKeyProgram, PerKeySpec } from './compile-per-key.ts';
import { numbersOf, valueAt } from './running.ts';

const DIGITS_MAX = 18;
/** Without weights of their own, parts differ by no more than this factor from each other. */
const SPREAD = 4;

/**
 * Parts of a total that add up to it exactly, in units of 10^-decimals: a row's part is the difference of two rounded
 * shares of the total, that of the weights up to it and that of the weights before it. Weights below 0 count as 0.
 */
export function compileShareOf(spec: PerKeySpec<'share_of'>, { name, scope }: PerKeyContext): PerKeyProgram {
  const scale = Number(`1e${spec.decimals}`);
  return {
    type: { name: 'decimal', precision: DIGITS_MAX, scale: spec.decimals },
    bind(session) {
      const draw = bindUniformDraws(session, placeKey(session, scope, name, 'value'));
      let [weights, values] = [new Float64Array(0), new Float64Array(0)];
      return (page, { ordinals }, read) => {
        const { rowCount } = page;
        if (weights.length < rowCount) [weights, values] = [new Float64Array(rowCount), new Float64Array(rowCount)];
        if (spec.weights === undefined) {
          draw(page, 0, weights);
          for (let i = 0; i < rowCount; i++) weights[i] = 1 + weights[i]! * (SPREAD - 1);
        } else {
          const given = numbersOf(read(spec.weights));
          for (let i = 0; i < rowCount; i++) weights[i] = Math.max(0, valueAt(given, i));
        }
        const totals = numbersOf(read(spec.total));
        for (let from = 0; from < rowCount; ) {
          let to = from + 1;
          while (to < rowCount && ordinals[to] !== 0) to++;
          divide(Math.round(valueAt(totals, from) * scale), { weights, values, from, to, scale });
          from = to;
        }
        return { type: 'number', values };
      };
    },
  };
}

interface Parts {
  readonly weights: Float64Array;
  readonly values: Float64Array;
  /** The rows of one group. */
  readonly from: number;
  readonly to: number;
  readonly scale: number;
}

/** Whole units by cumulative shares; where nothing weighs anything, the last part takes all. */
function divide(total: number, { weights, values, from, to, scale }: Parts): void {
  let sum = 0;
  for (let i = from; i < to; i++) sum += weights[i]!;
  const perWeight = sum === 0 ? 0 : total / sum;
  let [before, given] = [0, 0];
  for (let i = from; i < to - 1; i++) {
    before += weights[i]!;
    const upTo = Math.round(before * perWeight);
    values[i] = (upTo - given) / scale;
    given = upTo;
  }
  values[to - 1] = (total - given) / scale;
}
