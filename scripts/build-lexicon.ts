/**
 * Compiles the word lists of `shared/lexicon/generated/` from the locale data of @faker-js/faker: given names, family
 * names and cities per locale, and the English words that stand for names without Latin letters. No randomness: the
 * same package version gives the same lists.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { allLocales, type LocaleDefinition } from '@faker-js/faker';
import { LOCALES, type Locale } from '../shared/lexicon/locales.ts';

const TARGET = 'shared/lexicon/generated';
/** Cities made from patterns; real lists are kept whole. */
const PATTERN_CITIES_MAX = 1_000;

/** Faker's names of our locales, the more specific one first. */
const SOURCES: Readonly<Record<Locale, readonly (keyof typeof allLocales)[]>> = {
  en_US: ['en_US', 'en'],
  en_GB: ['en_GB', 'en'],
  de_DE: ['de'],
  fr_FR: ['fr'],
  es_ES: ['es'],
  it_IT: ['it'],
  nl_NL: ['nl'],
  pt_BR: ['pt_BR'],
  pl_PL: ['pl'],
  sv_SE: ['sv'],
  tr_TR: ['tr'],
  ja_JP: ['ja'],
};

type Words = Readonly<Record<string, unknown>>;

mkdirSync(TARGET, { recursive: true });
for (const locale of LOCALES) writeList(locale, wordsOf(locale));
writeList('substitutes', {
  givenNames: unique(wordList(allLocales.en, 'word', 'adjective')).filter(isPlainWord),
  familyNames: unique(wordList(allLocales.en, 'word', 'noun')).filter(isPlainWord),
});
process.stdout.write(`lexicon: ${LOCALES.length} locales\n`);

function wordsOf(locale: Locale): Record<string, string[]> {
  const givenNames = unique(firstFound(locale, 'person', 'first_name'));
  const familyNames = unique(firstFound(locale, 'person', 'last_name'));
  return { givenNames, familyNames, cities: citiesOf(locale, givenNames, familyNames) };
}

/** The words of the most specific source that has any. */
function firstFound(locale: Locale, section: keyof LocaleDefinition, name: string): string[] {
  for (const source of SOURCES[locale]) {
    const words = wordList(allLocales[source], section, name);
    if (words.length > 0) return words;
  }
  return [];
}

/** A list of faker's, with the lists by sex joined. */
function wordList(definition: LocaleDefinition, section: keyof LocaleDefinition, name: string): string[] {
  const words = (definition[section] as Words | undefined)?.[name];
  const lists = Array.isArray(words) ? [words] : Object.values((words ?? {}) as Record<string, unknown>);
  return lists.flat().filter((word): word is string => typeof word === 'string');
}

/** Listed cities where the locale has them, else every n-th of all that its patterns can make. */
function citiesOf(locale: Locale, givenNames: readonly string[], familyNames: readonly string[]): string[] {
  const [own] = SOURCES[locale];
  const listed =
    own === 'en_US' ? firstFound(locale, 'location', 'city_name') : wordList(allLocales[own!], 'location', 'city_name');
  if (listed.length > 0) return unique(listed);
  const lists: Record<string, readonly string[]> = {
    'location.city_prefix': wordList(allLocales[own!], 'location', 'city_prefix'),
    'location.city_infix': wordList(allLocales[own!], 'location', 'city_infix'),
    'location.city_suffix': wordList(allLocales[own!], 'location', 'city_suffix'),
    'person.firstName': givenNames,
    'person.lastName': familyNames,
  };
  const patterns = wordList(allLocales[own!], 'location', 'city_pattern');
  // A pattern of one placeholder is a list of real places: it is kept whole.
  const whole = patterns.filter((pattern) => pattern.split('{{').length === 2);
  const chosen = whole.length > 0 ? whole : patterns;
  const limit = whole.length > 0 ? Number.POSITIVE_INFINITY : PATTERN_CITIES_MAX / chosen.length;
  return unique(chosen.flatMap((pattern) => expand(pattern, lists, limit)));
}

/** About `limit` of the texts that a pattern stands for, evenly spread over all of them. */
function expand(pattern: string, lists: Record<string, readonly string[]>, limit: number): string[] {
  const parts = pattern.split(/\{\{|\}\}/);
  const choices = parts.map((part, index) => (index % 2 === 1 ? (lists[part] ?? []) : [part]));
  const total = choices.reduce((product, choice) => product * choice.length, 1);
  const count = Math.min(total, Math.floor(limit));
  return Array.from({ length: count }, (_, index) => combination(choices, Math.floor(((index + 0.5) * total) / count)));
}

/** Text number `index` of the product of all choices, the last one varying fastest. */
function combination(choices: readonly (readonly string[])[], index: number): string {
  let [rest, text] = [index, ''];
  for (const choice of choices.toReversed()) {
    text = (choice[rest % choice.length] ?? '') + text;
    rest = Math.floor(rest / choice.length);
  }
  return text.trim();
}

/** Trimmed, without repetitions and damaged entries (control characters), in code-unit order. */
function unique(words: readonly string[]): string[] {
  return [...new Set(words.map((word) => word.trim()).filter((word) => /^[^\p{C}]+$/u.test(word)))].sort();
}

function isPlainWord(word: string): boolean {
  return /^[a-z]{3,10}$/.test(word);
}

function writeList(name: string, lists: Record<string, string[]>): void {
  const source = Object.entries(lists)
    .map(([list, words]) => `export const ${list} = ${JSON.stringify(words.join('\n'))};\n`)
    .join('');
  writeFileSync(`${TARGET}/${name}.ts`, `// Generated by scripts/build-lexicon.ts; not edited by hand.\n${source}`);
}
