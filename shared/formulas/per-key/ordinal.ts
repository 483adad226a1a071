import type { PerKeyProgram, PerKeySpec } from './compile-per-key.ts';

/** Each row's place in its group. */
export function compileOrdinal({ start }: PerKeySpec<'ordinal'>): PerKeyProgram {
  return shiftedNumbers(start, 'ordinals');
}

/** The number of each row's group. */
export function compileGroupNumber({ start }: PerKeySpec<'group'>): PerKeyProgram {
  return shiftedNumbers(start, 'groups');
}

function shiftedNumbers(start: number, which: 'ordinals' | 'groups'): PerKeyProgram {
  return {
    type: { name: 'int64' },
    bind: () => {
      let values = new Float64Array(0);
      return ({ rowCount }, groups) => {
        if (values.length < rowCount) values = new Float64Array(rowCount);
        const source = groups[which];
        for (let i = 0; i < rowCount; i++) values[i] = source[i]! + start;
        return { type: 'number', values };
      };
    },
  };
}
