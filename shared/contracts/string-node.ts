import type { SpecOf } from './column-spec.ts';
import type { TextNode } from './text-node.ts';

/** The texts of a string column. */
export function stringNode(column: SpecOf<'string'>): TextNode {
  const characters = [...column.alphabet];
  return { kind: 'repeat', node: { kind: 'characters', characters }, min: column.min_length, max: column.max_length };
}
