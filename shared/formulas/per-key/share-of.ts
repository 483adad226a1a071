import { placeKey } from '../../columns/stream-scope.ts';
import { bindUniformDraws } from '../../columns/uniform-draws.ts';
import type { PerKeyContext, PerKeyProgram, PerKeySpec } from './compile-per-key.ts';
import { numbersOf, valueAt } from './running.ts';
import { compileGathered, type GroupRows } from './whole-groups.ts';

const DIGITS_MAX = 18;
/** Without weights of their own, parts differ by no more than this factor from each other. */
const SPREAD = 4;

/**
 * Parts of a total that add up to it exactly, in units of 10^-decimals: a row's part is the difference of two rounded
 * shares of the total, that of the weights up to it and that of the weights before it. Weights below 0 count as 0. The
 * total is that of the group's first row.
 */
export function compileShareOf(spec: PerKeySpec<'share_of'>, context: PerKeyContext): PerKeyProgram {
  const scale = Number(`1e${spec.decimals}`);
  return compileGathered(
    {
      type: { name: 'decimal', precision: DIGITS_MAX, scale: spec.decimals },
      bind(session) {
        const draw = bindUniformDraws(session, placeKey(session, context.scope, context.name, 'value'));
        let weights = new Float64Array(0);
        return {
          take(page, read) {
            const { rowCount } = page;
            if (weights.length < rowCount) weights = new Float64Array(rowCount);
            if (spec.weights === undefined) {
              draw(page, 0, weights);
              for (let i = 0; i < rowCount; i++) weights[i] = 1 + weights[i]! * (SPREAD - 1);
            } else {
              const given = numbersOf(read(spec.weights));
              for (let i = 0; i < rowCount; i++) weights[i] = Math.max(0, valueAt(given, i));
            }
            return { type: 'number', values: weights };
          },
          takeFirst: (read) => numbersOf(read(spec.total)),
          settle: (rows, total) => divide(Math.round(total * scale), rows, scale),
        };
      },
    },
    context,
  );
}

/** Whole units by cumulative shares, in place of the weights; where nothing weighs anything, the last part takes all. */
function divide(total: number, { values, from, to }: GroupRows, scale: number): void {
  let sum = 0;
  for (let i = from; i < to; i++) sum += values[i]!;
  const perWeight = sum === 0 ? 0 : total / sum;
  let [before, given] = [0, 0];
  for (let i = from; i < to - 1; i++) {
    before += values[i]!;
    const upTo = Math.round(before * perWeight);
    values[i] = (upTo - given) / scale;
    given = upTo;
  }
  values[to - 1] = (total - given) / scale;
}
