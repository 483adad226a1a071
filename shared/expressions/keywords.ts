import * as terms from './generated/terms.ts';

/** Words with a meaning of their own, in any case: a column of that name is written in double quotes. */
const KEYWORD_TERMS: ReadonlyMap<string, number> = new Map([
  ['and', terms.and],
  ['as', terms.as],
  ['between', terms.between],
  ['case', terms._case],
  ['cast', terms.cast],
  ['else', terms._else],
  ['end', terms.end],
  ['false', terms._false],
  ['in', terms._in],
  ['is', terms.is],
  ['like', terms.like],
  ['not', terms.not],
  ['null', terms._null],
  ['or', terms.or],
  ['row', terms.row],
  ['then', terms.then],
  ['true', terms._true],
  ['when', terms.when],
]);
const LENGTH_MAX = 7;

/** The parser's question about every identifier: the term of the keyword that it is, or -1. */
export function keywordTerm(word: string, _stack?: unknown): number {
  return word.length > LENGTH_MAX ? -1 : (KEYWORD_TERMS.get(word.toLowerCase()) ?? -1);
}

/** Whether a bare word would be read as a keyword. */
export function isKeyword(word: string): boolean {
  return keywordTerm(word) !== -1;
}
