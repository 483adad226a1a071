import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { foldAscii } from '../../../shared/lexicon/fold-ascii.ts';
import { addressNames, lexiconText, localeWords } from '../../../shared/lexicon/lexicon.ts';
import { COUNTRY_OF_LOCALE, LOCALES } from '../../../shared/lexicon/locales.ts';

describe('the word lists', () => {
  it('are those of generation version 1', () => {
    // Another hash means other values: raise GENERATION_VERSION and add test/golden/job-vN.
    expect(createHash('sha256').update(lexiconText()).digest('hex')).toBe(
      '6a0be0b3195204fc535b69c7d810907dfb2bb783ab3e57d77b35164d7787edc8',
    );
  });

  it.each(LOCALES)('of %s are sorted, hold no word twice and fit 16-bit codes together', (locale) => {
    const words = localeWords(locale);
    for (const list of [words.givenNames, words.familyNames, words.cities]) {
      expect(list.length).toBeGreaterThan(20);
      expect(list).toEqual([...new Set(list)].sort());
      expect(list.every((word) => word === word.trim() && word !== '' && word.isWellFormed())).toBe(true);
    }
  });

  it('fit 16-bit codes with all locales together', () => {
    const all = LOCALES.map(localeWords);
    for (const list of ['givenNames', 'familyNames', 'cities'] as const)
      expect(all.reduce((sum, words) => sum + words[list].length, 0)).toBeLessThan(65_536);
  });

  it('name another country for every locale', () => {
    expect(new Set(Object.values(COUNTRY_OF_LOCALE)).size).toBe(LOCALES.length);
  });

  it.each(LOCALES)('of %s give every name a form for addresses', (locale) => {
    const words = localeWords(locale);
    for (const list of ['givenNames', 'familyNames'] as const)
      for (const name of addressNames(words[list], list)) expect(name).toMatch(/^[a-z]+$/);
  });

  it.each(LOCALES.filter((locale) => locale !== 'ja_JP'))(
    'of %s use no letter that folding does not know',
    (locale) => {
      const words = localeWords(locale);
      for (const name of [...words.givenNames, ...words.familyNames])
        for (const letter of name.match(/\p{L}/gu) ?? []) expect(foldAscii(letter), name).not.toBe('');
    },
  );
});

describe('foldAscii', () => {
  it.each([
    ['José', 'jose'],
    ['Müller-Lüdenscheidt', 'muellerluedenscheidt'],
    ['Weiß', 'weiss'],
    ['Łukasz', 'lukasz'],
    ["O'Brien", 'obrien'],
    ['İbrahim', 'ibrahim'],
    ['Yıldız', 'yildiz'],
    ['Søren', 'soren'],
    ['佐藤', ''],
  ])('folds %s to %s', (name, folded) => {
    expect(foldAscii(name)).toBe(folded);
  });
});
