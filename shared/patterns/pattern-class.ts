import type { PatternFault, PatternReader } from './pattern-reader.ts';
import type { TextNode } from './text-node.ts';

/** Characters of one class. */
const CHARACTERS_MAX = 1_024;
const [FIRST_PRINTABLE, LAST_PRINTABLE] = [0x20, 0x7e];

/** The printable characters of ASCII: what `.` stands for, and what negation leaves. */
export function printable(without: readonly string[] = []): string[] {
  const excluded = new Set(without);
  return range(FIRST_PRINTABLE, LAST_PRINTABLE).filter((character) => !excluded.has(character));
}

const DIGITS = range(0x30, 0x39);
const WORD = [...range(0x61, 0x7a), ...range(0x41, 0x5a), ...DIGITS, '_'];

/** Escapes that stand for several characters. `\s` is the one space that is printable. */
const CLASSES: Readonly<Record<string, readonly string[]>> = {
  d: DIGITS,
  D: printable(DIGITS),
  w: WORD,
  W: printable(WORD),
  s: [' '],
  S: printable([' ']),
};
const CONTROLS: Readonly<Record<string, string>> = { t: '\t', n: '\n', r: '\r' };

/** What the character behind a backslash stands for. */
export function escapedCharacters(reader: PatternReader): readonly string[] | PatternFault {
  const character = reader.next();
  if (character === '') return reader.fault('a backslash stands at the end', -1);
  if (Object.hasOwn(CLASSES, character)) return CLASSES[character]!;
  if (Object.hasOwn(CONTROLS, character)) return [CONTROLS[character]!];
  if (!/[A-Za-z0-9]/.test(character)) return [character];
  return reader.fault(`the escape \\${character} is not known; there are \\d \\w \\s \\D \\W \\S \\t \\n \\r`, -1);
}

/** The class whose opening bracket has been read. */
export function parseClass(reader: PatternReader): TextNode | PatternFault {
  const isNegated = reader.take('^');
  const characters = new Set<string>();
  while (!reader.take(']')) {
    if (reader.isAtEnd) return reader.fault('a class is not closed with "]"');
    const found = parseMember(reader);
    if ('message' in found) return found;
    for (const character of found) characters.add(character);
    if (characters.size > CHARACTERS_MAX)
      return reader.fault(`a class holds more than ${CHARACTERS_MAX} characters`, -1);
  }
  const chosen = isNegated ? printable([...characters]) : [...characters];
  if (chosen.length === 0) return reader.fault('a class holds no character', -1);
  return { kind: 'characters', characters: chosen };
}

/** One character, an escape, or a range of characters. */
function parseMember(reader: PatternReader): readonly string[] | PatternFault {
  const first = parseEnd(reader);
  if ('message' in first || !reader.sees('-')) return first;
  reader.take('-');
  // A hyphen before the closing bracket is the character.
  if (reader.sees(']')) return [...first, '-'];
  if (reader.isAtEnd) return reader.fault('a class is not closed with "]"');
  const last = parseEnd(reader);
  if ('message' in last) return last;
  if (first.length !== 1 || last.length !== 1) return reader.fault('a range needs one character at each end', -1);
  const [low, high] = [first[0]!.codePointAt(0)!, last[0]!.codePointAt(0)!];
  if (low > high) return reader.fault(`the range ends before it begins: "${last[0]}" comes before "${first[0]}"`, -1);
  if (high - low >= CHARACTERS_MAX) return reader.fault(`a range holds more than ${CHARACTERS_MAX} characters`, -1);
  return range(low, high).filter((character) => character.isWellFormed());
}

function parseEnd(reader: PatternReader): readonly string[] | PatternFault {
  if (reader.take('\\')) return escapedCharacters(reader);
  return [reader.next()];
}

function range(low: number, high: number): string[] {
  return Array.from({ length: high - low + 1 }, (_, i) => String.fromCodePoint(low + i));
}
