import { LIMITS } from '../contracts/limits.ts';
import { documentError } from './document-position.ts';

const WHITESPACE = /[ \t\r\n]*/y;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const LITERAL = /true|false|null/y;
const LITERAL_VALUES: Record<string, boolean | null> = { true: true, false: false, null: null };
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const SPACE = 0x20;

/**
 * RFC 8259 read strictly: `JSON.parse` keeps the last of two equal keys without a word and cannot bound its depth.
 * Source: RFC 8259; I-JSON (RFC 7493) for unique keys and well-formed Unicode.
 */
export function readJson(text: string): unknown {
  const reader = new JsonReader(text);
  const value = reader.readValue(0);
  reader.expectEnd();
  return value;
}

class JsonReader {
  readonly #text: string;
  #offset = 0;

  constructor(text: string) {
    this.#text = text;
  }

  readValue(depth: number): unknown {
    if (depth > LIMITS.documentDepth) throw this.#error(`nesting is deeper than ${LIMITS.documentDepth}`);
    this.#skip();
    const first = this.#text[this.#offset];
    if (first === '{') return this.#readObject(depth);
    if (first === '[') return this.#readArray(depth);
    if (first === '"') return this.#readString();
    const literal = this.#match(LITERAL);
    if (literal !== undefined) return LITERAL_VALUES[literal];
    return this.#readNumber();
  }

  expectEnd(): void {
    this.#skip();
    if (this.#offset < this.#text.length) throw this.#error('nothing may follow the document');
  }

  #readObject(depth: number): object {
    const object: Record<string, unknown> = {};
    this.#offset++;
    if (this.#take('}')) return object;
    do {
      this.#skip();
      const keyOffset = this.#offset;
      if (this.#text[keyOffset] !== '"') throw this.#error('a key in double quotes is expected');
      const key = this.#readString();
      if (Object.hasOwn(object, key))
        throw documentError(this.#text, keyOffset, `duplicate key ${JSON.stringify(key)}`);
      if (key === '__proto__') throw documentError(this.#text, keyOffset, 'the key "__proto__" is not allowed');
      if (!this.#take(':')) throw this.#error('":" is expected');
      object[key] = this.readValue(depth + 1);
    } while (this.#take(','));
    if (!this.#take('}')) throw this.#error('"," or "}" is expected');
    return object;
  }

  #readArray(depth: number): unknown[] {
    const items: unknown[] = [];
    this.#offset++;
    if (this.#take(']')) return items;
    do items.push(this.readValue(depth + 1));
    while (this.#take(','));
    if (!this.#take(']')) throw this.#error('"," or "]" is expected');
    return items;
  }

  /** Scanned by hand: a regular expression would need stack for every character of a long string. */
  #readString(): string {
    const start = this.#offset++;
    let hasEscape = false;
    for (;;) {
      const unit = this.#text.charCodeAt(this.#offset);
      if (unit === QUOTE) break;
      // NaN, the end of the text, fails this comparison too.
      if (!(unit >= SPACE)) throw this.#error('the string does not end, or holds a control character');
      hasEscape ||= unit === BACKSLASH;
      this.#offset += unit === BACKSLASH ? 2 : 1;
    }
    const body = this.#text.slice(start + 1, this.#offset++);
    const value = hasEscape ? this.#decode(start, body) : body;
    if (!value.isWellFormed()) throw documentError(this.#text, start, 'the string is not valid Unicode');
    return value;
  }

  #decode(start: number, body: string): string {
    try {
      return JSON.parse(`"${body}"`) as string;
    } catch {
      throw documentError(this.#text, start, 'the string holds an unknown escape');
    }
  }

  #readNumber(): number {
    const start = this.#offset;
    const digits = this.#match(NUMBER);
    if (digits === undefined || digits === '') throw this.#error('a JSON value is expected');
    const value = Number(digits);
    if (!Number.isFinite(value)) throw documentError(this.#text, start, 'the number is beyond a 64-bit float');
    return value;
  }

  #take(character: string): boolean {
    this.#skip();
    if (this.#text[this.#offset] !== character) return false;
    this.#offset++;
    return true;
  }

  #skip(): void {
    this.#match(WHITESPACE);
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#offset;
    const match = pattern.exec(this.#text)?.[0];
    if (match !== undefined) this.#offset += match.length;
    return match;
  }

  #error(message: string): Error {
    return documentError(this.#text, this.#offset, message);
  }
}
