/** Parses one statement of a dialect; throws an error that names line and column. */
export type Parse = (text: string) => readonly unknown[];

export interface ToleratedStatement {
  readonly statements: readonly unknown[];
  /** Words and clauses that had to be left out. */
  readonly dropped: readonly string[];
}

/** The parser's module breaks for good where more operators than about 900 follow each other. */
const OPERATORS_MAX = 500;
/** A type of three words takes two drops; a statement of another dialect takes more than this. */
const DROPS_MAX = 16;

/**
 * The statement without the words that the parser does not know (`zerofill`, `unsigned big int`), each of them said.
 * Throws the parser's error when that does not help, and an error of its own for an expression without end.
 */
export function parseTolerantly(text: string, parse: Parse): ToleratedStatement {
  if (longestChain(text) > OPERATORS_MAX)
    throw new Error(`it has an expression of more than ${OPERATORS_MAX} operators`);
  const dropped: string[] = [];
  const whole = /^([\s\S]*\))\s*(?:\/\*.*)?partition\s+by\b[\s\S]*$/i.exec(text)?.[1];
  if (whole !== undefined) dropped.push('PARTITION BY');
  for (let rest = whole ?? text; ; ) {
    try {
      return { statements: parse(rest), dropped };
    } catch (error) {
      const found = findWord(rest, error);
      if (found === undefined || dropped.length >= DROPS_MAX) throw error;
      dropped.push(found.word);
      rest = rest.slice(0, found.start) + rest.slice(found.start + found.word.length);
    }
  }
}

/** The word at which the parser gave up, where it was reading a column. */
function findWord(text: string, error: unknown): { start: number; word: string } | undefined {
  const message = error instanceof Error ? error.message : String(error);
  const place = /after column definition, found: .* at Line: (\d+), Column: (\d+)/.exec(message);
  if (place === null) return undefined;
  const lines = text.split('\n');
  const start =
    lines.slice(0, Number(place[1]) - 1).reduce((sum, line) => sum + line.length + 1, 0) + Number(place[2]) - 1;
  const word = /^\w+/.exec(text.slice(start))?.[0];
  return word === undefined ? undefined : { start, word };
}

/** Operators between two commas, at most; what stands in quotes is none. */
function longestChain(text: string): number {
  const pieces = text.replace(/'[^']*'|"[^"]*"|`[^`]*`/g, '').split(',');
  return pieces.reduce((most, piece) => Math.max(most, piece.match(/\b(?:and|or)\b|[-+*/%|<>=]+/gi)?.length ?? 0), 0);
}
