import type { ColumnType } from '../columns/column-type.ts';
import type { ValueProgram } from '../columns/value-program.ts';
import { fixedWidth } from '../columns/value-program.ts';
import type { Dictionary } from '../columns/vector.ts';
import type { SpecOf } from '../contracts/column-spec.ts';
import { booleanValues } from './compile-boolean.ts';

/** One value: text, a truth value, a whole number (int64) or any other number (float64). */
export function compileConstant({ value }: SpecOf<'constant'>): ValueProgram {
  if (typeof value === 'boolean') return booleanValues(value ? 2 ** 32 : 0);
  if (typeof value === 'string') return onlyValue({ name: 'string' }, { values: [value] });
  if (Number.isSafeInteger(value)) return onlyValue({ name: 'int64' }, { values: [BigInt(value)] });
  return onlyValue({ name: 'float64' }, { values: [value] });
}

/** A dictionary of one: every code is 0. */
function onlyValue(type: ColumnType, dictionary: Dictionary): ValueProgram {
  return {
    ...fixedWidth(type, 'codes8'),
    dictionary,
    bind: (session) => (page) => {
      const values = session.allocate(page.rowCount);
      session.bytes.fill(0, values, values + page.rowCount);
      return { values, byteLength: page.rowCount };
    },
  };
}
