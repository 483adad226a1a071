/** Locales with word lists, one country each. */
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
