import type { ColumnType } from '../../columns/column-type.ts';
import { invariant } from '../../errors/invariant.ts';
import type { ColumnValues, NumberValues } from '../../expressions/column-values.ts';
import type { PerKeyContext, PerKeyProgram, PerKeySpec } from './compile-per-key.ts';

const DIGITS_MAX = 18;

/**
 * start + of(0) + … + of(i) within each group. Sums of whole numbers and of decimals are made in whole units of their
 * last place, so they are exact to 2^53 of those; a null counts as nothing.
 */
export function compileRunning(spec: PerKeySpec<'running'>, { known }: PerKeyContext): PerKeyProgram {
  const type = sumType(known.get(spec.of)!.type);
  const scale = type.name === 'decimal' ? Number(`1e${type.scale}`) : 1;
  const isWhole = type.name !== 'float64';
  const units = (value: number) => (isWhole ? Math.round(value * scale) : value);
  return {
    type,
    bind: () => {
      let sums = new Float64Array(1);
      return (page, { ordinals, slots, slotCount }, read) => {
        if (sums.length < slotCount) sums = new Float64Array(slotCount);
        const of = numbersOf(read(spec.of));
        const start = typeof spec.start === 'string' ? numbersOf(read(spec.start)) : undefined;
        const values = new Float64Array(page.rowCount);
        for (let i = 0; i < page.rowCount; i++) {
          const slot = slots[i]!;
          const before =
            ordinals[i] === 0 ? units(start === undefined ? (spec.start as number) : valueAt(start, i)) : sums[slot]!;
          const sum = before + units(valueAt(of, i));
          sums[slot] = sum;
          values[i] = sum / scale;
        }
        return { type: 'number', values };
      };
    },
  };
}

function sumType(type: ColumnType): ColumnType {
  switch (type.name) {
    case 'int32':
    case 'int64':
      return { name: 'int64' };
    case 'decimal':
      return { name: 'decimal', precision: DIGITS_MAX, scale: type.scale };
    default:
      return { name: 'float64' };
  }
}

/** Numbers of a column; what normalisation lets through has them. */
export function numbersOf(values: ColumnValues): NumberValues {
  invariant(values.type !== 'text' && values.type !== 'boolean', 'normalisation has checked the type');
  return values;
}

/** 0 for a null. */
export function valueAt({ values, isNull }: NumberValues, row: number): number {
  return isNull?.[row] === 1 ? 0 : values[row]!;
}
