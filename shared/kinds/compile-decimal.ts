import type { ValueProgram } from '../columns/value-program.ts';
import type { SpecOf } from '../contracts/column-spec.ts';
import { parseUnscaled } from '../contracts/decimal-text.ts';
import { roundedIntegers } from '../draws/rounded-integers.ts';
import { smallRange, uniformIntegers } from '../draws/uniform-integers.ts';
import { uniqueIntegers } from '../draws/unique-integers.ts';
import { invariant } from '../errors/invariant.ts';

/** Precisions up to here fit in 32 bits. */
const PRECISION_OF_I32 = 9;

/** Exact decimals of an inclusive range, held as whole numbers of 10^-scale. */
export function compileDecimal(spec: SpecOf<'decimal'>): ValueProgram {
  const { precision, scale, distribution } = spec;
  const [low, high] = [parseUnscaled(spec.min, scale), parseUnscaled(spec.max, scale)];
  invariant(low !== undefined && high !== undefined, 'bounds of a normalised decimal column fit its scale');
  const type = { name: 'decimal', precision, scale } as const;
  const layout = precision <= PRECISION_OF_I32 ? 'i32' : 'i64';
  if (distribution.name !== 'uniform') return roundedIntegers({ type, layout, law: distribution, low, high, scale });
  if (spec.unique) return uniqueIntegers(type, layout, low, high - low + 1n);
  return smallRange(type, low, high) ?? uniformIntegers(type, layout, low, high - low + 1n);
}
