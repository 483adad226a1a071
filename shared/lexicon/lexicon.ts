import { foldAscii } from './fold-ascii.ts';
import * as deDE from './generated/de_DE.ts';
import * as enGB from './generated/en_GB.ts';
import * as enUS from './generated/en_US.ts';
import * as esES from './generated/es_ES.ts';
import * as frFR from './generated/fr_FR.ts';
import * as itIT from './generated/it_IT.ts';
import * as jaJP from './generated/ja_JP.ts';
import * as nlNL from './generated/nl_NL.ts';
import * as plPL from './generated/pl_PL.ts';
import * as ptBR from './generated/pt_BR.ts';
import * as substitutes from './generated/substitutes.ts';
import * as svSE from './generated/sv_SE.ts';
import * as trTR from './generated/tr_TR.ts';
import { COUNTRY_OF_LOCALE, FAMILY_NAME_FIRST, LOCALES, type Locale } from './locales.ts';

/** What people of one locale are called and where they live. Lists are sorted and hold no word twice. */
export interface LocaleWords {
  readonly country: string;
  readonly isFamilyNameFirst: boolean;
  readonly givenNames: readonly string[];
  readonly familyNames: readonly string[];
  readonly cities: readonly string[];
}

const LISTS: Readonly<Record<Locale, { givenNames: string; familyNames: string; cities: string }>> = {
  en_US: enUS,
  en_GB: enGB,
  de_DE: deDE,
  fr_FR: frFR,
  es_ES: esES,
  it_IT: itIT,
  nl_NL: nlNL,
  pt_BR: ptBR,
  pl_PL: plPL,
  sv_SE: svSE,
  tr_TR: trTR,
  ja_JP: jaJP,
};

/** The words of one locale. Splits them anew at each call: callers keep what they need. */
export function localeWords(locale: Locale): LocaleWords {
  const lists = LISTS[locale];
  return {
    country: COUNTRY_OF_LOCALE[locale],
    isFamilyNameFirst: FAMILY_NAME_FIRST.has(locale),
    givenNames: lists.givenNames.split('\n'),
    familyNames: lists.familyNames.split('\n'),
    cities: lists.cities.split('\n'),
  };
}

/**
 * Names as they stand in e-mail addresses, one for one: folded to a to z, or an English word where a name has no Latin
 * letter.
 */
export function addressNames(names: readonly string[], list: 'givenNames' | 'familyNames'): string[] {
  const words = (list === 'givenNames' ? substitutes.givenNames : substitutes.familyNames).split('\n');
  return names.map((name, index) => foldAscii(name) || (words[index % words.length] ?? 'name'));
}

/** Everything the lists hold, as one text: hashed by a test, since any change of it changes generated values. */
export function lexiconText(): string {
  const lists = LOCALES.flatMap((locale) => {
    const { givenNames, familyNames, cities } = LISTS[locale];
    return [COUNTRY_OF_LOCALE[locale], givenNames, familyNames, cities];
  });
  return [...lists, substitutes.givenNames, substitutes.familyNames].join('\n\n');
}
