import { lazyTable } from '../columns/lazy-table.ts';
import { addressNames, localeWords } from '../lexicon/lexicon.ts';
import type { Locale } from '../lexicon/locales.ts';
import { buildFragments, type FragmentTable } from './text-pieces.ts';

/** A list of words of several locales, one after the other, and which stretch belongs to which locale. */
export interface WordList {
  readonly words: readonly string[];
  /** (start, length) of each locale, as `groupedCodes16` reads them. */
  readonly ranges: Uint32Array;
}

/** Everything that the columns of one person draw from. */
export interface PersonWords {
  readonly countries: readonly string[];
  readonly givenNames: WordList;
  readonly familyNames: WordList;
  readonly cities: WordList;
  /** `Given`, as full names hold it. */
  readonly givenTexts: FragmentTable;
  /** `Family ` in front of the given name, or nothing, as the locale of the family name wants it. */
  readonly leadingFamilyTexts: FragmentTable;
  /** ` Family` behind it, or nothing. */
  readonly trailingFamilyTexts: FragmentTable;
  readonly givenAddressTexts: FragmentTable;
  readonly familyAddressTexts: FragmentTable;
  readonly mailDomains: FragmentTable;
}

/** Reserved for examples (RFC 2606): mail to them reaches nobody. */
export const MAIL_DOMAINS = ['@example.com', '@example.org', '@example.net'] as const;

/** Locale lists differ little between specs, and joining them costs more than all the rest of compiling. */
const joined = new Map<string, PersonWords>();
const JOINED_MAX = 16;

/** The words of some locales, in the order named. The last few answers are kept. */
export function personWords(locales: readonly string[]): PersonWords {
  const name = locales.join(' ');
  const words = joined.get(name) ?? joinWords(locales);
  if (joined.size >= JOINED_MAX) joined.clear();
  joined.set(name, words);
  return words;
}

function joinWords(locales: readonly string[]): PersonWords {
  const words = locales.map((locale) => localeWords(locale as Locale));
  const givenNames = joinLists(words.map((word) => word.givenNames));
  const familyNames = joinLists(words.map((word) => word.familyNames));
  const isLeading = words.flatMap((word) => word.familyNames.map(() => word.isFamilyNameFirst));
  return {
    countries: words.map((word) => word.country),
    givenNames,
    familyNames,
    cities: joinLists(words.map((word) => word.cities)),
    givenTexts: fragmentTable(() => givenNames.words),
    leadingFamilyTexts: fragmentTable(() => familyNames.words.map((name, i) => (isLeading[i] ? `${name} ` : ''))),
    trailingFamilyTexts: fragmentTable(() => familyNames.words.map((name, i) => (isLeading[i] ? '' : ` ${name}`))),
    // By locale: what stands for a name must not depend on the other locales.
    givenAddressTexts: fragmentTable(() => words.flatMap((word) => addressNames(word.givenNames, 'givenNames'))),
    familyAddressTexts: fragmentTable(() =>
      words.flatMap((word) => addressNames(word.familyNames, 'familyNames').map((name) => `.${name}`)),
    ),
    mailDomains: fragmentTable(() => MAIL_DOMAINS),
  };
}

function joinLists(lists: readonly (readonly string[])[]): WordList {
  const ranges = new Uint32Array(lists.length * 2);
  let start = 0;
  for (const [index, { length }] of lists.entries()) {
    ranges.set([start, length], index * 2);
    start += length;
  }
  return { words: lists.flat(), ranges };
}

function fragmentTable(texts: () => readonly string[]): FragmentTable {
  const bytes = lazyTable(() => buildFragments(texts()));
  const longest = lazyTable(() => longestFragment(bytes()));
  return {
    bytes,
    get fragmentBytesMax() {
      return longest();
    },
  };
}

function longestFragment(table: Uint8Array): number {
  const offsets = new Uint32Array(table.buffer, 0, new DataView(table.buffer).getUint32(0, true) / 4);
  let longest = 0;
  for (let i = 1; i < offsets.length; i++) longest = Math.max(longest, (offsets[i] ?? 0) - (offsets[i - 1] ?? 0));
  return longest;
}
