import type { ValueProgram } from '../columns/value-program.ts';
import type { SpecOf } from '../contracts/column-spec.ts';
import { roundedIntegers } from '../draws/rounded-integers.ts';
import { smallRange, uniformIntegers } from '../draws/uniform-integers.ts';
import { uniqueIntegers } from '../draws/unique-integers.ts';

const TYPE = { name: 'int64' } as const;
const SAFE_MAX = BigInt(Number.MAX_SAFE_INTEGER);

/** 64-bit whole numbers of an inclusive range; uniform ones are exact over all 64 bits. */
export function compileLong(spec: SpecOf<'long'>): ValueProgram {
  const [low, high] = [BigInt(spec.min), BigInt(spec.max)];
  return { ...compileRange(spec, low, high), isBeyondSafeIntegers: low < -SAFE_MAX || high > SAFE_MAX };
}

function compileRange(spec: SpecOf<'long'>, low: bigint, high: bigint): ValueProgram {
  if (spec.distribution.name !== 'uniform')
    return roundedIntegers({ type: TYPE, layout: 'i64', law: spec.distribution, low, high, scale: 0 });
  if (spec.unique) return uniqueIntegers(TYPE, 'i64', low, high - low + 1n);
  return smallRange(TYPE, low, high) ?? uniformIntegers(TYPE, 'i64', low, high - low + 1n);
}
