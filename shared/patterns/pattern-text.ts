import { LIMITS } from '../contracts/limits.ts';
import { escapedCharacters, parseClass, printable } from './pattern-class.ts';
import { type PatternFault, PatternReader } from './pattern-reader.ts';
import type { TextNode } from './text-node.ts';

/** `*` and `+` stand for at most so many repetitions; nothing generated can be endless. */
export const OPEN_REPEATS_MAX = 8;
const DEPTH_MAX = 32;

/**
 * The texts that a pattern describes: a subset of regular expressions without anything that looks around or back, read
 * from left to right in one go. The first fault when it is none.
 */
export function parsePattern(pattern: string): TextNode | PatternFault {
  const reader = new PatternReader(pattern);
  const node = parseAlternatives(reader, 0);
  if ('message' in node) return node;
  if (!reader.isAtEnd) return reader.fault('a parenthesis closes nothing; write \\) for the character');
  return sizeFault(node) ?? node;
}

function parseAlternatives(reader: PatternReader, depth: number): TextNode | PatternFault {
  if (depth > DEPTH_MAX) return reader.fault(`groups are nested deeper than ${DEPTH_MAX}`);
  const alternatives: TextNode[] = [];
  do {
    const sequence = parseSequence(reader, depth);
    if ('message' in sequence) return sequence;
    alternatives.push(sequence);
  } while (reader.take('|'));
  return alternatives.length === 1 ? alternatives[0]! : { kind: 'choice', alternatives };
}

function parseSequence(reader: PatternReader, depth: number): TextNode | PatternFault {
  const nodes: TextNode[] = [];
  reader.take('^');
  while (!reader.isAtEnd && !reader.sees('|') && !reader.sees(')')) {
    if (reader.take('$')) {
      if (reader.isAtEnd || reader.sees('|') || reader.sees(')')) break;
      return reader.fault('an anchor stands in the middle; write \\$ for the character', -1);
    }
    const atom = parseAtom(reader, depth);
    if ('message' in atom) return atom;
    const node = parseQuantifier(reader, atom);
    if ('message' in node) return node;
    nodes.push(node);
  }
  return nodes.length === 1 ? nodes[0]! : { kind: 'sequence', nodes };
}

function parseAtom(reader: PatternReader, depth: number): TextNode | PatternFault {
  if (reader.take('(')) return parseGroup(reader, depth);
  if (reader.take('[')) return parseClass(reader);
  if (reader.take('.')) return { kind: 'characters', characters: printable() };
  if (reader.take('\\')) {
    const characters = escapedCharacters(reader);
    return 'message' in characters ? characters : { kind: 'characters', characters };
  }
  const character = reader.next();
  if ('*+?'.includes(character)) return reader.fault(`nothing stands before "${character}" to repeat`, -1);
  if ('{}]'.includes(character)) return reader.fault(`write \\${character} for the character "${character}"`, -1);
  if (character === '^') return reader.fault('an anchor stands in the middle; write \\^ for the character', -1);
  return { kind: 'characters', characters: [character] };
}

function parseGroup(reader: PatternReader, depth: number): TextNode | PatternFault {
  if (reader.take('?') && !reader.take(':'))
    return reader.fault('of the groups that begin with "(?" only "(?:" is known: nothing looks ahead or behind', -1);
  const node = parseAlternatives(reader, depth + 1);
  if ('message' in node || reader.take(')')) return node;
  return reader.fault('a group is not closed');
}

function parseQuantifier(reader: PatternReader, node: TextNode): TextNode | PatternFault {
  const counts = readCounts(reader);
  if (counts === undefined) return node;
  if ('message' in counts) return counts;
  if ('*+?{'.split('').some((sign) => reader.sees(sign)))
    return reader.fault('two quantifiers follow each other; put the first one in parentheses');
  const { min, max } = counts;
  if (max < min) return reader.fault(`the count ${max} is below ${min}`, -1);
  if (max > LIMITS.stringLength) return reader.fault(`the count ${max} is beyond ${LIMITS.stringLength}`, -1);
  return { kind: 'repeat', node, min, max };
}

function readCounts(reader: PatternReader): { min: number; max: number } | PatternFault | undefined {
  if (reader.take('?')) return { min: 0, max: 1 };
  if (reader.take('*')) return { min: 0, max: OPEN_REPEATS_MAX };
  if (reader.take('+')) return { min: 1, max: OPEN_REPEATS_MAX };
  if (!reader.sees('{')) return undefined;
  const match = reader.match(/\{(\d{1,9})(?:(,)(\d{1,9})?)?\}/y);
  if (match === undefined) return reader.fault('a brace must hold a count such as {3} or {2,5}');
  const min = Number(match[1]);
  if (match[2] === undefined) return { min, max: min };
  return { min, max: match[3] === undefined ? Math.max(min, OPEN_REPEATS_MAX) : Number(match[3]) };
}

/** Unrolled, a pattern must stay within bounds: it says in a few characters what takes megabytes. */
function sizeFault(node: TextNode): PatternFault | undefined {
  const { length, parts } = unrolledSize(node);
  if (length > LIMITS.stringLength)
    return {
      position: 1,
      message: `describes texts of up to ${length} characters, the limit is ${LIMITS.stringLength}`,
    };
  if (parts > LIMITS.patternParts)
    return {
      position: 1,
      message: `has ${parts} parts when its counts are written out, the limit is ${LIMITS.patternParts}`,
    };
  return undefined;
}

function unrolledSize(node: TextNode): { length: number; parts: number } {
  switch (node.kind) {
    case 'characters':
      return { length: 1, parts: 1 };
    case 'sequence':
      return node.nodes
        .map(unrolledSize)
        .reduce((sum, part) => ({ length: sum.length + part.length, parts: sum.parts + part.parts }), {
          length: 0,
          parts: 1,
        });
    case 'choice':
      return node.alternatives
        .map(unrolledSize)
        .reduce((sum, part) => ({ length: Math.max(sum.length, part.length), parts: sum.parts + part.parts }), {
          length: 0,
          parts: 1,
        });
    case 'repeat': {
      const { length, parts } = unrolledSize(node.node);
      // A run of characters is one part however long it is.
      return { length: length * node.max, parts: node.node.kind === 'characters' ? 1 : 1 + parts * node.max };
    }
  }
}
