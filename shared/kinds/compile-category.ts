import type { ValueProgram } from '../columns/value-program.ts';
import type { SpecOf } from '../contracts/column-spec.ts';
import { codedValues, uniformWeights } from '../draws/coded-values.ts';
import { uniqueCodes } from '../draws/unique-integers.ts';

/** The listed values, by weight. */
export function compileCategory({ values, weights, unique }: SpecOf<'category'>): ValueProgram {
  if (unique) return uniqueCodes({ name: 'enum' }, { values });
  return codedValues(
    { name: 'enum' },
    { dictionary: { values }, weights: () => weights ?? uniformWeights(values.length) },
  );
}
