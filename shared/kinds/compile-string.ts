import type { ValueProgram } from '../columns/value-program.ts';
import type { SpecOf } from '../contracts/column-spec.ts';
import { compileTexts } from '../patterns/compile-texts.ts';
import { stringMembers, stringNode } from '../patterns/string-node.ts';
import { randomCharacters } from './random-characters.ts';

const TYPE = { name: 'string' } as const;

/** Random characters of an alphabet, or texts of a pattern. Lengths count characters. */
export function compileString(spec: SpecOf<'string'>): ValueProgram {
  const isUnique = spec.unique === true;
  if (isUnique || spec.pattern !== undefined)
    return compileTexts({ type: TYPE, node: stringNode(spec), encode: utf8, isUnique });
  const { min_length: minLength, max_length: maxLength, alphabet } = stringMembers(spec);
  return randomCharacters(TYPE, { minLength, maxLength, characters: [...alphabet].map(utf8) });
}

function utf8(character: string): Uint8Array {
  return new TextEncoder().encode(character);
}
