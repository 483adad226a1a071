import type { PerKeyContext, PerKeyProgram, PerKeySpec } from './compile-per-key.ts';
import { numbersOf } from './running.ts';
import { storedType } from './stored-type.ts';
import { compileGathered, type GroupRows } from './whole-groups.ts';

/** The values of a column of numbers or times in order within each group; nulls come last. */
export function compileSorted(spec: PerKeySpec<'sorted'>, context: PerKeyContext): PerKeyProgram {
  const sign = spec.order === 'asc' ? 1 : -1;
  return compileGathered(
    {
      type: storedType(context.known.get(spec.of)!.type),
      bind: () => ({
        take: (_page, read) => numbersOf(read(spec.of)),
        settle: (rows) => sortGroup(rows, sign),
      }),
    },
    context,
  );
}

function sortGroup({ values, isNull, from, to }: GroupRows, sign: number): void {
  let present = from;
  for (let row = from; row < to; row++) if (isNull?.[row] !== 1) values[present++] = values[row]! * sign;
  const sorted = values.subarray(from, present).sort();
  for (let i = 0; i < sorted.length; i++) sorted[i] = sorted[i]! * sign;
  isNull?.fill(0, from, present).fill(1, present, to);
}
