import type { ValueProgram } from '../columns/value-program.ts';
import type { SpecOf } from '../contracts/column-spec.ts';
import { roundedIntegers } from '../draws/rounded-integers.ts';
import { smallRange, uniformIntegers } from '../draws/uniform-integers.ts';
import { uniqueIntegers } from '../draws/unique-integers.ts';

const TYPE = { name: 'int32' } as const;

/** 32-bit whole numbers of an inclusive range. */
export function compileInteger(spec: SpecOf<'integer'>): ValueProgram {
  const { min, max, distribution } = spec;
  if (distribution.name !== 'uniform')
    return roundedIntegers({
      type: TYPE,
      layout: 'i32',
      law: distribution,
      low: BigInt(min),
      high: BigInt(max),
      scale: 0,
    });
  const span = BigInt(max) - BigInt(min) + 1n;
  if (spec.unique) return uniqueIntegers(TYPE, 'i32', BigInt(min), span);
  return smallRange(TYPE, min, max) ?? uniformIntegers(TYPE, 'i32', BigInt(min), span);
}
