import { type SpecOf, STRING_DEFAULTS } from '../contracts/column-spec.ts';
import { invariant } from '../errors/invariant.ts';
import { parsePattern } from './pattern-text.ts';
import type { TextNode } from './text-node.ts';

/** The lengths and the alphabet of a string column without a pattern. */
export function stringMembers(column: SpecOf<'string'>): typeof STRING_DEFAULTS {
  const { min_length, max_length, alphabet } = column;
  return {
    min_length: min_length ?? STRING_DEFAULTS.min_length,
    max_length: max_length ?? STRING_DEFAULTS.max_length,
    alphabet: alphabet ?? STRING_DEFAULTS.alphabet,
  };
}

/** The texts of a string column. */
export function stringNode(column: SpecOf<'string'>): TextNode {
  if (column.pattern !== undefined) {
    const node = parsePattern(column.pattern);
    invariant(!('message' in node), 'the pattern of a normalised column can be parsed');
    return node;
  }
  const { min_length, max_length, alphabet } = stringMembers(column);
  return { kind: 'repeat', node: { kind: 'characters', characters: [...alphabet] }, min: min_length, max: max_length };
}

/** The values of a binary column; the characters U+0000 to U+00FF stand for bytes. */
export function binaryNode({ min_length, max_length }: SpecOf<'binary'>): TextNode {
  return { kind: 'repeat', node: { kind: 'characters', characters: BYTES }, min: min_length, max: max_length };
}

const BYTES = Array.from({ length: 256 }, (_, byte) => String.fromCharCode(byte));
