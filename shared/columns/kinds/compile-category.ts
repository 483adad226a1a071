import type { SpecOf } from '../../contracts/column-spec.ts';
import { codedValues, uniformWeights } from '../coded-values.ts';
import type { ValueProgram } from '../value-program.ts';

/** The listed values, by weight. */
export function compileCategory({ values, weights }: SpecOf<'category'>): ValueProgram {
  return codedValues(
    { name: 'enum' },
    { dictionary: { values }, weights: () => weights ?? uniformWeights(values.length) },
  );
}
