/** Locales with word lists. One country each, named in English. */
export const LOCALES = [
  'en_US',
  'en_GB',
  'de_DE',
  'fr_FR',
  'es_ES',
  'it_IT',
  'nl_NL',
  'pt_BR',
  'pl_PL',
  'sv_SE',
  'tr_TR',
  'ja_JP',
] as const;
export type Locale = (typeof LOCALES)[number];

export const COUNTRY_OF_LOCALE: Readonly<Record<Locale, string>> = {
  en_US: 'United States',
  en_GB: 'United Kingdom',
  de_DE: 'Germany',
  fr_FR: 'France',
  es_ES: 'Spain',
  it_IT: 'Italy',
  nl_NL: 'Netherlands',
  pt_BR: 'Brazil',
  pl_PL: 'Poland',
  sv_SE: 'Sweden',
  tr_TR: 'Turkey',
  ja_JP: 'Japan',
};

/** Where the family name stands before the given name. */
export const FAMILY_NAME_FIRST: ReadonlySet<Locale> = new Set(['ja_JP']);
