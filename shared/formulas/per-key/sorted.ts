import type { NumberValues } from '../../expressions/column-values.ts';
import type { PerKeyContext, PerKeyProgram, PerKeySpec } from './compile-per-key.ts';
import { numbersOf } from './running.ts';
import { storedType } from './stored-type.ts';

/** The values of a column of numbers or times in order within each group; nulls come last. */
export function compileSorted(spec: PerKeySpec<'sorted'>, { known }: PerKeyContext): PerKeyProgram {
  const sign = spec.order === 'asc' ? 1 : -1;
  return {
    type: storedType(known.get(spec.of)!.type),
    bind:
      () =>
      (page, { ordinals }, read) => {
        const source = numbersOf(read(spec.of));
        const values = new Float64Array(page.rowCount);
        const isNull = new Uint8Array(page.rowCount);
        for (let from = 0; from < page.rowCount; ) {
          let to = from + 1;
          while (to < page.rowCount && ordinals[to] !== 0) to++;
          sortGroup(source, { from, to, sign }, { values, isNull });
          from = to;
        }
        return { type: source.type, values, isNull };
      },
  };
}

function sortGroup(
  source: NumberValues,
  { from, to, sign }: { from: number; to: number; sign: number },
  { values, isNull }: { values: Float64Array; isNull: Uint8Array },
): void {
  let present = 0;
  for (let row = from; row < to; row++)
    if (source.isNull?.[row] !== 1) values[from + present++] = source.values[row]! * sign;
  const sorted = values.subarray(from, from + present).sort();
  for (let i = 0; i < present; i++) sorted[i] = sorted[i]! * sign;
  isNull.fill(1, from + present, to);
}
