import type { ValueProgram } from '../columns/value-program.ts';
import type { SpecOf } from '../contracts/column-spec.ts';
import { randomCharacters } from './random-characters.ts';

/** Hexadecimal digits of each algorithm's digest. */
const DIGITS = { md5: 32, sha1: 40, sha256: 64 } as const;
const HEXADECIMAL = new TextEncoder().encode('0123456789abcdef');

/** The digits of a digest that looks like one of this algorithm: a hash of key and row, of no text. */
export function compileHash({ algorithm }: SpecOf<'hash'>): ValueProgram {
  const digits = DIGITS[algorithm];
  const characters = Array.from(HEXADECIMAL, (digit) => Uint8Array.of(digit));
  return randomCharacters({ name: 'string' }, { minLength: digits, maxLength: digits, characters });
}
