import { localeWords } from '../lexicon/lexicon.ts';
import type { Members } from './type-columns.ts';

/** `@example.com` and its like. */
const MAIL_DOMAIN_LENGTH = 12;

/**
 * Characters of the longest value that a column can hold, so that it fits a `varchar(n)`; undefined where that is not
 * known. `rows`: numbers in the values grow with them.
 */
export function longestValue(members: Members, rows: number): number | undefined {
  const { kind } = members;
  if (kind === 'category') return Math.max(...(members['values'] as string[]).map((value) => [...value].length));
  if (kind === 'template') return templateLength(String(members['template']), rows);
  if (kind === 'string') return typeof members['max_length'] === 'number' ? members['max_length'] : undefined;
  if (kind === 'uuid') return 36;
  return personLength(kind, rows);
}

/** Rows are numbered from 0; one digit more leaves room for ten times the rows. */
function digitsOf(rows: number): number {
  return String(rows).length + 1;
}

function templateLength(template: string, rows: number): number {
  return template.replace(/\{row(:0\d+)?\}/g, '').length + digitsOf(rows);
}

function personLength(kind: unknown, rows: number): number | undefined {
  const { givenNames, familyNames, cities, country } = localeWords('en_US');
  const [given, family] = [longest(givenNames), longest(familyNames)];
  switch (kind) {
    case 'first_name':
      return given;
    case 'last_name':
      return family;
    case 'full_name':
      return given + 1 + family;
    case 'email':
      return given + 1 + family + digitsOf(rows) + MAIL_DOMAIN_LENGTH;
    case 'city':
      return longest(cities);
    case 'country':
      return country.length;
    default:
      return undefined;
  }
}

function longest(words: readonly string[]): number {
  return words.reduce((most, word) => Math.max(most, [...word].length), 0);
}
