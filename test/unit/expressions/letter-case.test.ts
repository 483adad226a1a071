import { describe, expect, it } from 'vitest';
import { toLower, toUpper } from '../../../shared/expressions/letter-case.ts';

/** Blocks whose letters are covered whole: Latin with its extensions A and Additional, Greek of today, Cyrillic, Armenian. */
const COVERED: readonly (readonly [number, number])[] = [
  [0x00, 0x17f],
  [0x386, 0x3ce],
  [0x400, 0x52f],
  [0x531, 0x556],
  [0x1e00, 0x1e95],
  [0x1ea0, 0x1eff],
];

/** One letter of more than one unit in the other case, or a mapping that only lower case of a whole word has. */
const SPECIAL = new Set(['ß', 'ŉ', 'İ', 'ΐ', 'ΰ', 'ẞ']);

describe('letter case', () => {
  it('is that of Unicode for every covered letter', () => {
    const wrong = COVERED.flatMap(([from, to]) =>
      Array.from({ length: to - from + 1 }, (_, at) => String.fromCharCode(from + at)).filter(
        (letter) =>
          !SPECIAL.has(letter) &&
          (toLower(letter) !== letter.toLowerCase() || toUpper(letter) !== letter.toUpperCase()),
      ),
    );
    expect(wrong).toEqual([]);
  });

  it('never changes how many letters there are', () => {
    for (let code = 0; code < 0xd800; code++) {
      const letter = String.fromCharCode(code);
      expect(toLower(letter).length + toUpper(letter).length).toBe(2);
    }
  });
});
