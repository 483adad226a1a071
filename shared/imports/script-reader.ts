import type { SqlDialect } from '../contracts/spec-document.ts';

/** One statement of a script, or one of our own comments in it. */
export interface ScriptStatement {
  readonly kind: 'statement' | 'tabular_comment';
  /** Without its terminator and without comments; a `tabular_comment` without its prefix. */
  readonly text: string;
  /** The text was longer than a reader would want, and only its beginning is here. */
  readonly isCut: boolean;
  /** 1-based line of the script where it begins. */
  readonly line: number;
  /** Parenthesised rows after VALUES. */
  readonly tuples: number;
  /** Lines of data that followed COPY … FROM stdin. */
  readonly copiedRows: number;
}

/** What `schema export` writes in front of what DDL cannot say. */
export const TABULAR_COMMENT = 'tabular: ';

/** A CREATE TABLE of 1,000 columns with comments has room; an INSERT of a gigabyte is not kept. */
const TEXT_LENGTH_MAX = 1_048_576;

type Mode = 'code' | 'block_comment' | 'quoted' | 'copy';

/**
 * Takes a script apart as its pieces come: quotes, comments, dollar quotes, COPY data, psql's and mysql's own commands.
 * Nothing but the longest line and the beginning of the present statement is held, so dumps of any size pass through.
 */
export class ScriptReader {
  readonly #dialect: SqlDialect;
  readonly #emit: (statement: ScriptStatement) => void;
  #unread = '';
  #line = 0;
  #mode: Mode = 'code';
  /** What ends the present quotation: a quote, a dollar tag, a bracket. */
  #quote = '';
  /** A backslash keeps the next character inside. */
  #hasEscapes = false;
  #depth = 0;
  #commentDepth = 0;
  #delimiter = ';';
  #pieces: string[] = [];
  #length = 0;
  #isCut = false;
  #startLine = 0;
  #tuples = 0;
  #rows: 'none' | 'follow' | 'over' = 'none';
  #copiedRows = 0;

  constructor(dialect: SqlDialect, emit: (statement: ScriptStatement) => void) {
    this.#dialect = dialect;
    this.#emit = emit;
  }

  /** The next piece of the script, cut anywhere. */
  push(piece: string): void {
    const text = this.#unread + piece;
    let from = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
      this.#readLine(text.slice(from, end + 1));
      from = end + 1;
    }
    this.#unread = text.slice(from);
  }

  /** The script is over: a last statement needs no terminator. */
  end(): void {
    if (this.#unread !== '') this.#readLine(this.#unread);
    this.#unread = '';
    this.#finish();
  }

  #readLine(line: string): void {
    this.#line++;
    if (this.#mode === 'copy') this.#readCopyLine(line);
    else if (this.#mode !== 'code' || this.#length > 0 || !this.#isClientCommand(line))
      for (let at = 0; at < line.length; ) at = this.#step(line, at);
  }

  #readCopyLine(line: string): void {
    if (line.trimEnd() !== '\\.') this.#copiedRows++;
    else this.#finish();
  }

  /** `\connect` of psql and `DELIMITER //` of mysql are for the client. */
  #isClientCommand(line: string): boolean {
    if (this.#dialect === 'postgresql') return line.startsWith('\\');
    const delimiter = this.#dialect === 'mysql' ? /^\s*delimiter\s+(\S+)/i.exec(line)?.[1] : undefined;
    if (delimiter !== undefined) this.#delimiter = delimiter;
    return delimiter !== undefined || (this.#dialect === 'sqlite' && line.startsWith('.'));
  }

  /** Reads on from `at` and answers where to go on. */
  #step(line: string, at: number): number {
    if (this.#mode === 'block_comment') return this.#inBlockComment(line, at);
    if (this.#mode === 'quoted') return this.#inQuotes(line, at);
    return this.#inCode(line, at);
  }

  #inBlockComment(line: string, at: number): number {
    const end = line.indexOf('*/', at);
    const nested = this.#dialect === 'postgresql' ? line.indexOf('/*', at) : -1;
    if (nested >= 0 && (end < 0 || nested < end)) {
      this.#commentDepth++;
      return nested + 2;
    }
    if (end < 0) return line.length;
    this.#commentDepth--;
    if (this.#commentDepth === 0) this.#mode = 'code';
    return end + 2;
  }

  #inQuotes(line: string, at: number): number {
    const quote = this.#quote;
    for (let from = at; ; ) {
      const end = line.indexOf(quote, from);
      const backslash = this.#hasEscapes ? line.indexOf('\\', from) : -1;
      if (backslash >= 0 && (end < 0 || backslash < end)) {
        from = backslash + 2;
        continue;
      }
      const stop = end < 0 ? line.length : end + quote.length;
      this.#keep(line.slice(at, stop));
      if (end >= 0) this.#mode = 'code';
      return stop;
    }
  }

  #inCode(line: string, at: number): number {
    if (this.#dialect === 'mysql' && this.#delimiter !== ';' && line.startsWith(this.#delimiter, at))
      return this.#endStatement(at + this.#delimiter.length);
    const plain = this.#plainLength(line, at);
    if (plain > 0) {
      this.#keepCode(line.slice(at, at + plain));
      return at + plain;
    }
    const comment = this.#openComment(line, at);
    if (comment !== undefined) return comment;
    const quoted = this.#openQuotes(line, at);
    if (quoted !== undefined) return quoted;
    const character = line[at]!;
    if (character === ';' && this.#delimiter === ';' && !this.#isInsideTrigger()) return this.#endStatement(at + 1);
    this.#countParentheses(character);
    this.#keep(character);
    return at + 1;
  }

  /** How many characters from here on mean nothing to the taking apart. */
  #plainLength(line: string, at: number): number {
    PLAIN.lastIndex = at;
    const length = PLAIN.exec(line)?.[0].length ?? 0;
    if (this.#delimiter === ';') return length;
    const delimiter = line.indexOf(this.#delimiter, at);
    return delimiter < 0 ? length : Math.min(length, delimiter - at);
  }

  #openComment(line: string, at: number): number | undefined {
    if (line.startsWith('--', at) || (this.#dialect === 'mysql' && line[at] === '#')) {
      const text = line.slice(at + 2).trim();
      if (text.startsWith(TABULAR_COMMENT)) this.#emitComment(text.slice(TABULAR_COMMENT.length));
      this.#keep('\n');
      return line.length;
    }
    if (!line.startsWith('/*', at)) return undefined;
    this.#mode = 'block_comment';
    this.#commentDepth = 1;
    this.#keep(' ');
    return at + 2;
  }

  #openQuotes(line: string, at: number): number | undefined {
    const character = line[at]!;
    if (character === '$') return this.#openDollarQuotes(line, at);
    const isBracket = character === '[' && this.#dialect === 'sqlite';
    if (character !== "'" && character !== '"' && character !== '`' && !isBracket) return undefined;
    this.#quote = isBracket ? ']' : character;
    const isEscapeString = this.#dialect === 'postgresql' && /(^|\W)e$/i.test(line.slice(Math.max(0, at - 2), at));
    this.#hasEscapes = character === "'" || character === '"' ? this.#dialect === 'mysql' || isEscapeString : false;
    this.#mode = 'quoted';
    this.#keep(character);
    return at + 1;
  }

  #openDollarQuotes(line: string, at: number): number | undefined {
    DOLLAR_TAG.lastIndex = at;
    const tag = this.#dialect === 'postgresql' ? DOLLAR_TAG.exec(line)?.[0] : undefined;
    if (tag === undefined) return undefined;
    this.#quote = tag;
    this.#hasEscapes = false;
    this.#mode = 'quoted';
    this.#keep(tag);
    return at + tag.length;
  }

  #countParentheses(character: string): void {
    if (character === '(') {
      if (this.#depth === 0 && this.#rows === 'follow') this.#tuples++;
      this.#depth++;
    } else if (character === ')') this.#depth--;
  }

  /** The body of an SQLite trigger holds statements of its own. */
  #isInsideTrigger(): boolean {
    if (this.#dialect !== 'sqlite') return false;
    const text = this.#pieces.join('');
    return /^\s*create\s+(temp\s+|temporary\s+)?trigger\b/i.test(text) && !/\bend\s*$/i.test(text);
  }

  #keepCode(text: string): void {
    if (this.#depth === 0 && this.#rows === 'none' && /\bvalues?\s*$/i.test(text)) this.#rows = 'follow';
    if (this.#depth === 0 && this.#rows === 'follow' && /\bon\s+(duplicate|conflict)\b/i.test(text))
      this.#rows = 'over';
    this.#keep(text);
  }

  #keep(text: string): void {
    if (this.#length === 0) {
      if (text.trim() === '') return;
      this.#startLine = this.#line;
    }
    this.#length += text.length;
    if (this.#length > TEXT_LENGTH_MAX) this.#isCut = true;
    else this.#pieces.push(text);
  }

  #endStatement(next: number): number {
    const text = this.#pieces.join('');
    if (this.#dialect === 'postgresql' && /^\s*copy\b[^']*\bfrom\s+stdin\b/i.test(text)) this.#mode = 'copy';
    else this.#finish();
    return next;
  }

  #emitComment(text: string): void {
    const rest = { isCut: false, line: this.#line, tuples: 0, copiedRows: 0 };
    this.#emit({ kind: 'tabular_comment', text, ...rest });
  }

  #finish(): void {
    const text = this.#pieces.join('').trim();
    const found = { isCut: this.#isCut, line: this.#startLine, tuples: this.#tuples, copiedRows: this.#copiedRows };
    this.#mode = 'code';
    this.#depth = 0;
    this.#pieces = [];
    this.#length = 0;
    this.#isCut = false;
    this.#tuples = 0;
    this.#rows = 'none';
    this.#copiedRows = 0;
    if (text !== '') this.#emit({ kind: 'statement', text, ...found });
  }
}

const PLAIN = /[^-/#'"`[$;()]*/y;
const DOLLAR_TAG = /\$([A-Za-z_\u0080-\uffff][A-Za-z0-9_\u0080-\uffff]*)?\$/y;

/** Every statement of a script that is at hand as a whole. */
export function readScript(text: string, dialect: SqlDialect): ScriptStatement[] {
  const statements: ScriptStatement[] = [];
  const reader = new ScriptReader(dialect, (statement) => statements.push(statement));
  reader.push(text);
  reader.end();
  return statements;
}
