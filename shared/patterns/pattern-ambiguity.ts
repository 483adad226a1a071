import { positionAutomaton } from './position-automaton.ts';
import type { TextNode } from './text-node.ts';

/** Counts are compared modulo this prime: exact ones can have a hundred thousand digits. */
const PRIME = 2n ** 61n - 1n;
/** Some milliseconds: a specification can hold a thousand patterns. */
const STEPS_MAX = 100_000;

/**
 * Whether some text can be made in two ways, so that two numbers would give one text. `unknown` where finding out would
 * take too long. Counts the ways and the texts: these by the deterministic automaton, whose paths are texts.
 *
 * Source: Glushkov 1961 (automaton of positions), Rabin, Scott 1959 (subsets).
 */
export function findAmbiguity(node: TextNode): 'none' | 'some' | 'unknown' {
  const texts = countTexts(node);
  if (texts === undefined) return 'unknown';
  return texts === countWaysModulo(node) ? 'none' : 'some';
}

function countWaysModulo(node: TextNode): bigint {
  switch (node.kind) {
    case 'characters':
      return BigInt(node.characters.length);
    case 'sequence':
      return node.nodes.reduce((product, part) => (product * countWaysModulo(part)) % PRIME, 1n);
    case 'choice':
      return node.alternatives.reduce((sum, part) => (sum + countWaysModulo(part)) % PRIME, 0n);
    case 'repeat': {
      const ways = countWaysModulo(node.node);
      let [sum, power] = [0n, 1n];
      for (let count = 0; count <= node.max; count++) {
        if (count >= node.min) sum = (sum + power) % PRIME;
        power = (power * ways) % PRIME;
      }
      return sum;
    }
  }
}

/** How many different texts the node has, modulo the prime. */
function countTexts(node: TextNode): bigint | undefined {
  const automaton = positionAutomaton(node);
  if (automaton === undefined) return undefined;
  const { follow, atomsOf, atomSizes, start, accepting } = automaton;
  const known = new Map<string, bigint>();
  let steps = 0;

  /** Texts that lead from a set of positions to an end; undefined once that takes too long. */
  const countFrom = (positions: readonly number[]): bigint | undefined => {
    const name = positions.join();
    const before = known.get(name);
    if (before !== undefined) return before;
    steps += positions.length;
    const nextOf = new Map<number, Set<number>>();
    for (const position of positions)
      for (const next of follow[position]!)
        for (const atom of atomsOf[next]!) {
          if (++steps > STEPS_MAX) return undefined;
          const found = nextOf.get(atom);
          if (found === undefined) nextOf.set(atom, new Set([next]));
          else found.add(next);
        }
    let count = positions.some((position) => accepting.has(position)) ? 1n : 0n;
    for (const [atom, next] of nextOf) {
      const texts = countFrom([...next].sort((a, b) => a - b));
      if (texts === undefined) return undefined;
      count = (count + BigInt(atomSizes[atom]!) * texts) % PRIME;
    }
    known.set(name, count);
    return count;
  };

  return countFrom([start]);
}
