/** A set of texts: what strings of an alphabet and patterns are made of. */
export type TextNode =
  /** One of them, each equally likely. */
  | { readonly kind: 'characters'; readonly characters: readonly string[] }
  | { readonly kind: 'sequence'; readonly nodes: readonly TextNode[] }
  | { readonly kind: 'choice'; readonly alternatives: readonly TextNode[] }
  | { readonly kind: 'repeat'; readonly node: TextNode; readonly min: number; readonly max: number };

/** One stretch of a text that is unique by its number: either the number chooses it, or it is drawn as ever. */
export interface RankedPiece {
  readonly node: TextNode;
  /** Among how many texts the number chooses; 1 for what is drawn. */
  readonly ways: number;
  readonly isDrawn: boolean;
  /**
   * Of a run of characters with more texts than can be numbered: so many characters at most come from the number. A
   * run that has all of them goes on with drawn ones.
   */
  readonly rankedLength?: number;
}

/** Numbers of texts stay exact doubles; no table has more rows. */
const WAYS_MAX = 2 ** 53;
const SEPARATE_CHARACTERS_MAX = 64;

/** In how many ways a text of the node can be made; Infinity beyond 2^53. */
export function countWays(node: TextNode): number {
  switch (node.kind) {
    case 'characters':
      return node.characters.length;
    case 'sequence':
      return bounded(node.nodes.reduce((product, part) => bounded(product * countWays(part)), 1));
    case 'choice':
      return bounded(node.alternatives.reduce((sum, part) => sum + countWays(part), 0));
    case 'repeat':
      return countRepeats(countWays(node.node), node.min, node.max);
  }
}

/** The sum of ways^length over the lengths; Infinity beyond 2^53. */
export function countRepeats(ways: number, lengthMin: number, lengthMax: number): number {
  let sum = 0;
  for (let length = lengthMin; length <= lengthMax && sum <= WAYS_MAX; length++) sum += powerOf(ways, length);
  return bounded(sum);
}

/** Exact up to 2^53, Infinity beyond. */
export function powerOf(ways: number, length: number): number {
  if (ways === 1) return 1;
  let product = 1;
  for (let i = 0; i < length && product <= WAYS_MAX; i++) product *= ways;
  return bounded(product);
}

/**
 * The stretches of a text one after the other: sequences and repeats of a fixed number taken apart, but for long runs of
 * characters, which are one stretch.
 */
export function textStretches(node: TextNode): TextNode[] {
  if (node.kind === 'sequence') return node.nodes.flatMap(textStretches);
  if (node.kind !== 'repeat' || node.min !== node.max) return [node];
  if (node.node.kind === 'characters' && node.min > SEPARATE_CHARACTERS_MAX) return [node];
  const stretches = textStretches(node.node);
  return Array.from({ length: node.min }, () => stretches).flat();
}

/**
 * Which stretches the number of a unique text chooses: from the first on, each that still fits, so that all numbers
 * lie below 2^53. Two texts differ as soon as their numbers do, if no text can be made in two ways.
 */
export function rankStretches(stretches: readonly TextNode[]): RankedPiece[] {
  const pieces: RankedPiece[] = [];
  const left = [...stretches].reverse();
  let budget = WAYS_MAX;
  for (let node = left.pop(); node !== undefined; node = left.pop()) {
    const ways = countWays(node);
    if (ways > budget && node.kind === 'repeat' && node.min > 0 && node.node.kind !== 'characters') {
      // Too much as a whole: what is repeated once for certain may fit.
      left.push({ ...node, min: node.min - 1, max: node.max - 1 }, ...textStretches(node.node).reverse());
      continue;
    }
    const piece = rankStretch(node, ways, budget);
    budget = Math.floor(budget / piece.ways);
    pieces.push(piece);
  }
  return pieces;
}

function rankStretch(node: TextNode, ways: number, budget: number): RankedPiece {
  if (ways <= budget) return { node, ways, isDrawn: false };
  if (node.kind !== 'repeat' || node.node.kind !== 'characters') return { node, ways: 1, isDrawn: true };
  const size = node.node.characters.length;
  let rankedLength = Math.min(node.min, 1);
  const waysOf = (length: number) => (length < node.min ? powerOf(size, length) : countRepeats(size, node.min, length));
  while (waysOf(rankedLength + 1) <= budget) rankedLength++;
  const isDrawn = rankedLength === 0 || waysOf(rankedLength) > budget;
  return isDrawn ? { node, ways: 1, isDrawn } : { node, ways: waysOf(rankedLength), isDrawn, rankedLength };
}

/** How many different texts a unique column of this node can hold; at most 2^53. */
export function rankedWays(node: TextNode): number {
  return rankStretches(textStretches(node)).reduce((product, piece) => product * piece.ways, 1);
}

function bounded(ways: number): number {
  return ways <= WAYS_MAX ? ways : Number.POSITIVE_INFINITY;
}
