import { placeKey } from '../stream-scope.ts';
import { bindUniformDraws } from '../uniform-draws.ts';
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
      return (page, { ordinals }, read) => {
        const totals = numbersOf(read(spec.total));
        const weights = new Float64Array(page.rowCount);
        if (spec.weights === undefined) {
          draw(page, 0, weights);
          for (let i = 0; i < page.rowCount; i++) weights[i] = 1 + weights[i]! * (SPREAD - 1);
        } else {
          const given = numbersOf(read(spec.weights));
          for (let i = 0; i < page.rowCount; i++) weights[i] = Math.max(0, valueAt(given, i));
        }
        const values = new Float64Array(page.rowCount);
        for (let from = 0; from < page.rowCount; ) {
          let to = from + 1;
          while (to < page.rowCount && ordinals[to] !== 0) to++;
          divide(Math.round(valueAt(totals, from) * scale), weights.subarray(from, to), values.subarray(from, to));
          from = to;
        }
        for (let i = 0; i < page.rowCount; i++) values[i] = values[i]! / scale;
        return { type: 'number', values };
      };
    },
  };
}

/** Whole units by cumulative shares; where nothing weighs anything, the last part takes all. */
function divide(total: number, weights: Float64Array, parts: Float64Array): void {
  let sum = 0;
  for (const weight of weights) sum += weight;
  let [before, given] = [0, 0];
  for (let i = 0; i < weights.length; i++) {
    before += weights[i]!;
    const upTo = i === weights.length - 1 ? total : sum === 0 ? 0 : Math.round((before / sum) * total);
    parts[i] = upTo - given;
    given = upTo;
  }
}
