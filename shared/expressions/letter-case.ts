/**
 * Upper and lower case of single letters, from rules of our own: the host's tables change with its release of Unicode.
 * Latin, Greek, Cyrillic and Armenian; one letter gives one letter, so ß stays ß and a final ς is lower-cased to itself.
 *
 * Source: The Unicode Standard, UnicodeData.txt, simple case mappings.
 * Checked against: ECMAScript's own mapping of every covered letter (test/unit/expressions/letter-case.test.ts).
 */

/** Letters [from, to] whose other case lies `offset` on. */
type Shift = readonly [from: number, to: number, offset: number];

/** Capitals in blocks of their own, and how far their small letters are. */
const CAPITAL_BLOCKS: readonly Shift[] = [
  [0x41, 0x5a, 32],
  [0xc0, 0xd6, 32],
  [0xd8, 0xde, 32],
  [0x178, 0x178, -121],
  [0x386, 0x386, 38],
  [0x388, 0x38a, 37],
  [0x38c, 0x38c, 64],
  [0x38e, 0x38f, 63],
  [0x391, 0x3a1, 32],
  [0x3a3, 0x3ab, 32],
  [0x400, 0x40f, 80],
  [0x410, 0x42f, 32],
  [0x4c0, 0x4c0, 15],
  [0x531, 0x556, 48],
];

/** Ranges where capitals and small letters take turns, the capital first. */
const PAIRED: readonly (readonly [from: number, to: number])[] = [
  [0x100, 0x12f],
  [0x132, 0x137],
  [0x139, 0x148],
  [0x14a, 0x177],
  [0x179, 0x17e],
  [0x1cd, 0x1dc],
  [0x1de, 0x1ef],
  [0x1f8, 0x21f],
  [0x222, 0x233],
  [0x3d8, 0x3ef],
  [0x460, 0x481],
  [0x48a, 0x4bf],
  [0x4c1, 0x4ce],
  [0x4d0, 0x52f],
  [0x1e00, 0x1e95],
  [0x1ea0, 0x1eff],
];

const LOWER = new Map<number, number>();
const UPPER = new Map<number, number>();

/** The text in lower case. */
export function toLower(text: string): string {
  return mapLetters(text, lowerTable());
}

/** The text in upper case. */
export function toUpper(text: string): string {
  return mapLetters(text, upperTable());
}

/** The first letter of each word in upper case, the others in lower case; a word is letters and digits. */
export function toInitialCapitals(text: string): string {
  let isInside = false;
  let result = '';
  for (const character of text) {
    result += isInside ? toLower(character) : toUpper(character);
    isInside = isWordCharacter(character);
  }
  return result;
}

function isWordCharacter(character: string): boolean {
  const code = character.codePointAt(0)!;
  return code < 0x80
    ? /[A-Za-z0-9]/.test(character)
    : code !== 0xd7 && code !== 0xf7 && code >= 0xc0 && !isPunctuation(code);
}

/** General punctuation to arrows, and CJK punctuation: no letters there. */
function isPunctuation(code: number): boolean {
  return (code >= 0x2000 && code <= 0x2bff) || (code >= 0x3000 && code <= 0x303f);
}

function mapLetters(text: string, table: ReadonlyMap<number, number>): string {
  let result = '';
  let kept = 0;
  for (let at = 0; at < text.length; at++) {
    const mapped = table.get(text.charCodeAt(at));
    if (mapped === undefined) continue;
    result += text.slice(kept, at) + String.fromCharCode(mapped);
    kept = at + 1;
  }
  return kept === 0 ? text : result + text.slice(kept);
}

function lowerTable(): ReadonlyMap<number, number> {
  if (LOWER.size > 0) return LOWER;
  for (const [from, to, offset] of CAPITAL_BLOCKS)
    for (let capital = from; capital <= to; capital++) LOWER.set(capital, capital + offset);
  for (const [from, to] of PAIRED)
    for (let capital = from; capital <= to; capital += 2) LOWER.set(capital, capital + 1);
  // The dotted I of Turkish has no small letter of its own.
  LOWER.set(0x130, 0x69);
  return LOWER;
}

function upperTable(): ReadonlyMap<number, number> {
  if (UPPER.size > 0) return UPPER;
  for (const [capital, small] of lowerTable()) UPPER.set(small, capital);
  UPPER.set(0x69, 0x49);
  // Small letters beside the usual ones: dotless i, long s, final sigma, micro sign.
  for (const [small, capital] of [
    [0x131, 0x49],
    [0x17f, 0x53],
    [0x3c2, 0x3a3],
    [0xb5, 0x39c],
  ] as const)
    UPPER.set(small, capital);
  return UPPER;
}
