import { placeKey } from '../../columns/stream-scope.ts';
import { bindUniformDraws } from '../../columns/uniform-draws.ts';
import { uniformWeights } from '../../draws/coded-values.ts';
import type { PerKeyContext, PerKeyProgram, PerKeySpec } from './compile-per-key.ts';

/** A state per row, drawn by the weights that the state before it gives; one uniform number per row. */
export function compileMarkov(spec: PerKeySpec<'markov'>, { name, scope }: PerKeyContext): PerKeyProgram {
  const first = choice(spec.initial ?? uniformWeights(spec.states.length));
  const next = spec.transitions.map(choice);
  return {
    type: { name: 'string' },
    bind(session) {
      const draw = bindUniformDraws(session, placeKey(session, scope, name, 'value'));
      let uniform = new Float64Array(0);
      let codes = new Uint8Array(0);
      return (page, { ordinals }) => {
        if (uniform.length < page.rowCount) {
          uniform = new Float64Array(page.rowCount);
          codes = new Uint8Array(page.rowCount);
        }
        draw(page, 0, uniform);
        let state = 0;
        for (let i = 0; i < page.rowCount; i++) {
          state = (ordinals[i] === 0 ? first : next[state]!)(uniform[i]!);
          codes[i] = state;
        }
        return { type: 'text', codes, dictionary: spec.states };
      };
    },
  };
}

/** The index that a uniform number in [0, 1) falls to, by cumulative weights. */
function choice(weights: readonly number[]): (u: number) => number {
  const { cumulative } = cumulate(weights);
  return (u) => {
    let index = 0;
    while (index < cumulative.length - 1 && u >= cumulative[index]!) index++;
    return index;
  };
}

function cumulate(weights: readonly number[]): { cumulative: Float64Array } {
  const sum = weights.reduce((total, weight) => total + weight, 0);
  const cumulative = new Float64Array(weights.length);
  let before = 0;
  for (const [index, weight] of weights.entries()) {
    before += weight;
    cumulative[index] = before / sum;
  }
  return { cumulative };
}
