import type { OutputColumn } from '../columns/column-program.ts';
import { memberLeads } from './json-text.ts';
import type { NestedNode } from './nested-column.ts';

const LENGTH_BYTES = 4;
const NULL_BYTES = 4;
/** A byte of text can become `\u001f`. */
const ESCAPED_BYTES_MAX = 6;
/** Bytes of the longest number, date or uuid, quotes included. */
const SCALAR_BYTES_MAX = 48;

/** Upper bound of a row's entry in a PLAIN text vector of a nested column. */
export function jsonTextBytesMax(node: NestedNode): number {
  return LENGTH_BYTES + textBytesMax(node);
}

function textBytesMax(node: NestedNode): number {
  switch (node.kind) {
    case 'leaf':
      return Math.max(leafBytesMax(node.column), NULL_BYTES);
    case 'struct': {
      const leads = memberLeads(node.members.map(({ name }) => name));
      return node.members.reduce(
        (sum, member, i) => sum + leads[i]!.length + textBytesMax(member.node),
        1 + NULL_BYTES,
      );
    }
    case 'list':
      return 2 + NULL_BYTES + node.lengths.max * (1 + textBytesMax(node.element));
  }
}

function leafBytesMax({ layout, dictionary, valueBytesMax }: OutputColumn): number {
  if (typeof dictionary?.values[0] === 'string') {
    const texts = dictionary.values as readonly string[];
    return texts.reduce((most, text) => Math.max(most, jsonBytesMax(JSON.stringify(text))), 0);
  }
  return layout === 'text' ? 2 + (valueBytesMax - LENGTH_BYTES) * ESCAPED_BYTES_MAX : SCALAR_BYTES_MAX;
}

/** Exact for ASCII; another character of UTF-16 takes up to three bytes. */
function jsonBytesMax(json: string): number {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are ASCII too
  return /^[\u0000-\u007f]*$/.test(json) ? json.length : json.length * 3;
}
