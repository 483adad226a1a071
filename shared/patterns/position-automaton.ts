import type { TextNode } from './text-node.ts';

const POSITIONS_MAX = 2_000;

/**
 * The automaton whose states are the places of a pattern where a character is written, counts unrolled, and a start.
 * Characters that no place tells apart are one atom.
 */
export interface PositionAutomaton {
  readonly start: number;
  /** Places that can come next. */
  readonly follow: readonly (readonly number[])[];
  readonly accepting: ReadonlySet<number>;
  /** Which atoms a place writes; none for the start. */
  readonly atomsOf: readonly (readonly number[])[];
  /** Characters of each atom. */
  readonly atomSizes: readonly number[];
}

/** How a stretch begins and ends. */
interface Stretch {
  readonly isNullable: boolean;
  readonly first: readonly number[];
  readonly last: readonly number[];
}

const NOTHING: Stretch = { isNullable: true, first: [], last: [] };

/** `undefined` where there would be more than 2,000 places. */
export function positionAutomaton(node: TextNode): PositionAutomaton | undefined {
  const lists: (readonly string[])[] = [[]];
  const follow: number[][] = [[]];

  const connect = (left: Stretch, right: Stretch): Stretch => {
    for (const position of left.last) for (const next of right.first) follow[position]!.push(next);
    return {
      isNullable: left.isNullable && right.isNullable,
      first: left.isNullable ? [...left.first, ...right.first] : left.first,
      last: right.isNullable ? [...left.last, ...right.last] : right.last,
    };
  };

  /** `undefined` once there are too many places. */
  const build = (part: TextNode): Stretch | undefined => {
    if (lists.length > POSITIONS_MAX) return undefined;
    switch (part.kind) {
      case 'characters': {
        const position = lists.push(part.characters) - 1;
        follow.push([]);
        return { isNullable: false, first: [position], last: [position] };
      }
      case 'sequence':
        return joinAll(part.nodes);
      case 'choice':
        return buildChoice(part.alternatives);
      case 'repeat':
        return buildRepeat(part);
    }
  };

  const joinAll = (nodes: readonly TextNode[]): Stretch | undefined => {
    let whole = NOTHING;
    for (const node of nodes) {
      const next = build(node);
      if (next === undefined) return undefined;
      whole = connect(whole, next);
    }
    return whole;
  };

  const buildChoice = (alternatives: readonly TextNode[]): Stretch | undefined => {
    const stretches: Stretch[] = [];
    for (const alternative of alternatives) {
      const stretch = build(alternative);
      if (stretch === undefined) return undefined;
      stretches.push(stretch);
    }
    return {
      isNullable: stretches.some((stretch) => stretch.isNullable),
      first: stretches.flatMap((stretch) => stretch.first),
      last: stretches.flatMap((stretch) => stretch.last),
    };
  };

  /** From the inside out: x{1,3} is x(x(x)?)?, so that a copy is reached through the one before it only. */
  const buildRepeat = ({ node, min, max }: Extract<TextNode, { kind: 'repeat' }>): Stretch | undefined => {
    let tail = NOTHING;
    for (let copy = max; copy >= 1; copy--) {
      const stretch = build(node);
      if (stretch === undefined) return undefined;
      tail = connect(stretch, tail);
      if (copy > min) tail = { ...tail, isNullable: true };
    }
    return tail;
  };

  const whole = build(node);
  if (whole === undefined) return undefined;
  follow[0]!.push(...whole.first);
  const accepting = new Set([...whole.last, ...(whole.isNullable ? [0] : [])]);
  return { start: 0, follow, accepting, ...splitIntoAtoms(lists) };
}

/** Groups characters by the lists that hold them. */
function splitIntoAtoms(lists: readonly (readonly string[])[]): { atomsOf: number[][]; atomSizes: number[] } {
  const distinct = new Map<string, { readonly index: number; readonly list: readonly string[] }>();
  for (const list of lists) {
    const name = list.join('');
    if (!distinct.has(name)) distinct.set(name, { index: distinct.size, list });
  }
  const holders = new Map<string, number[]>();
  for (const { index, list } of distinct.values())
    for (const character of list) {
      const known = holders.get(character);
      if (known === undefined) holders.set(character, [index]);
      else known.push(index);
    }
  const atoms = new Map<string, number>();
  const atomSizes: number[] = [];
  const atomsOfList = Array.from(distinct, () => new Set<number>());
  for (const indexes of holders.values()) {
    const name = indexes.join();
    const atom = atoms.get(name) ?? atomSizes.push(0) - 1;
    atoms.set(name, atom);
    atomSizes[atom]! += 1;
    for (const index of indexes) atomsOfList[index]!.add(atom);
  }
  return { atomsOf: lists.map((list) => [...atomsOfList[distinct.get(list.join(''))!.index]!]), atomSizes };
}
