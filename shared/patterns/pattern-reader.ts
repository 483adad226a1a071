/** What is wrong with a pattern, and at which character, counted from 1. */
export interface PatternFault {
  readonly position: number;
  readonly message: string;
}

/** A pattern, read from left to right, one character (code point) at a time. */
export class PatternReader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#text.length;
  }

  sees(character: string): boolean {
    return this.#text.startsWith(character, this.#at);
  }

  /** Steps over the character if it is the next one. */
  take(character: string): boolean {
    if (!this.sees(character)) return false;
    this.#at += character.length;
    return true;
  }

  /** The next character; `''` at the end. */
  next(): string {
    const point = this.#text.codePointAt(this.#at);
    const character = point === undefined ? '' : String.fromCodePoint(point);
    this.#at += character.length;
    return character;
  }

  /** Steps over what a sticky expression finds here. */
  match(expression: RegExp): RegExpExecArray | undefined {
    expression.lastIndex = this.#at;
    const match = expression.exec(this.#text) ?? undefined;
    this.#at += match?.[0].length ?? 0;
    return match;
  }

  /** A fault at the next character, or so many before it. */
  fault(message: string, offset: 0 | -1 = 0): PatternFault {
    return { position: Math.max([...this.#text.slice(0, this.#at)].length + 1 + offset, 1), message };
  }
}
