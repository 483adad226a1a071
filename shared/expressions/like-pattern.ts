import type { Operation, ScalarFunction } from './operation.ts';

/**
 * `text like pattern`: % is any text, _ one character, \ takes the next character as it is. Two pointers that go back
 * to the last % only: at most length x pattern length steps, without a regular expression.
 */
export function likePattern(pattern: Operation): ScalarFunction {
  if (pattern.kind === 'constant' && typeof pattern.value === 'string') {
    const pieces = piecesOf(pattern.value);
    return (text: string) => matches(Array.from(text), pieces);
  }
  return (text: string, source: string) => matches(Array.from(text), piecesOf(source));
}

const ANY_TEXT = 0;
const ANY_CHARACTER = 1;
type Piece = string | typeof ANY_TEXT | typeof ANY_CHARACTER;

function piecesOf(pattern: string): Piece[] {
  const pieces: Piece[] = [];
  let isEscaped = false;
  for (const character of pattern) {
    if (isEscaped) pieces.push(character);
    else if (character === '%') pieces.push(ANY_TEXT);
    else if (character === '_') pieces.push(ANY_CHARACTER);
    else if (character !== '\\') pieces.push(character);
    isEscaped = !isEscaped && character === '\\';
  }
  return pieces;
}

function matches(text: readonly string[], pieces: readonly Piece[]): boolean {
  let [at, piece] = [0, 0];
  let [retryAt, retryPiece] = [-1, -1];
  while (at < text.length) {
    if (pieces[piece] === ANY_TEXT) [retryAt, retryPiece, piece] = [at, piece, piece + 1];
    else if (pieces[piece] === ANY_CHARACTER || pieces[piece] === text[at]) [at, piece] = [at + 1, piece + 1];
    else if (retryPiece === -1) return false;
    else [retryAt, at, piece] = [retryAt + 1, retryAt + 1, retryPiece + 1];
  }
  while (pieces[piece] === ANY_TEXT) piece++;
  return piece === pieces.length;
}
