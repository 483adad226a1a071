import type { SpecOf } from '../../contracts/column-spec.ts';
import { compileReal } from '../real-values.ts';
import type { ValueProgram } from '../value-program.ts';

/** 64-bit floats. */
export function compileDouble(spec: SpecOf<'double'>): ValueProgram {
  return compileReal(spec);
}
