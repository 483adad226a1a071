import { placeKey } from '../../columns/stream-scope.ts';
import { bindUniformDraws } from '../../columns/uniform-draws.ts';
import { uniformWeights } from '../../draws/coded-values.ts';
import type { PerKeyContext, PerKeyProgram, PerKeySpec } from './compile-per-key.ts';

const utf8 = new TextEncoder();

/** A state per row, drawn by the weights that the state before it gives; one uniform number per row. */
export function compileMarkov(spec: PerKeySpec<'markov'>, { name, scope }: PerKeyContext): PerKeyProgram {
  const first = cumulate(spec.initial ?? uniformWeights(spec.states.length));
  const next = spec.transitions.map(cumulate);
  return {
    type: { name: 'string' },
    textBytesMax: Math.max(...spec.states.map((state) => utf8.encode(state).length)),
    bind(session) {
      const draw = bindUniformDraws(session, placeKey(session, scope, name, 'value'));
      let uniform = new Float64Array(0);
      let codes = new Uint8Array(0);
      let states = new Uint8Array(1);
      return (page, { ordinals, slots, slotCount }) => {
        if (states.length < slotCount) states = new Uint8Array(slotCount);
        if (uniform.length < page.rowCount) {
          uniform = new Float64Array(page.rowCount);
          codes = new Uint8Array(page.rowCount);
        }
        draw(page, 0, uniform);
        for (let i = 0; i < page.rowCount; i++) {
          const slot = slots[i]!;
          const state = choose(ordinals[i] === 0 ? first : next[states[slot]!]!, uniform[i]!);
          states[slot] = state;
          codes[i] = state;
        }
        return { type: 'text', codes, dictionary: spec.states };
      };
    },
  };
}

/** The index that a uniform number in [0, 1) falls to, by cumulative weights. */
function choose(cumulative: Float64Array, u: number): number {
  let index = 0;
  while (index < cumulative.length - 1 && u >= cumulative[index]!) index++;
  return index;
}

function cumulate(weights: readonly number[]): Float64Array {
  const sum = weights.reduce((total, weight) => total + weight, 0);
  const cumulative = new Float64Array(weights.length);
  let before = 0;
  for (const [index, weight] of weights.entries()) {
    before += weight;
    cumulative[index] = before / sum;
  }
  return cumulative;
}
