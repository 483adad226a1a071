import type { ValueProgram } from '../columns/value-program.ts';
import type { SpecOf } from '../contracts/column-spec.ts';
import { compileTexts } from '../patterns/compile-texts.ts';
import { binaryNode } from '../patterns/string-node.ts';
import { randomCharacters } from './random-characters.ts';

/** Random bytes; every length of the range is equally likely. */
export function compileBinary(spec: SpecOf<'binary'>): ValueProgram {
  const type = { name: 'binary' } as const;
  if (spec.unique) return compileTexts({ type, node: binaryNode(spec), encode: oneByte, isUnique: true });
  const { min_length: minLength, max_length: maxLength } = spec;
  return randomCharacters(type, { minLength, maxLength, characters: BYTES });
}

const BYTES = Array.from({ length: 256 }, (_, byte) => Uint8Array.of(byte));

function oneByte(character: string): Uint8Array {
  return Uint8Array.of(character.charCodeAt(0));
}
