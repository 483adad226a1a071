import type { PerKeyProgram, PerKeySpec } from './compile-per-key.ts';

/** Each row's place in its group. */
export function compileOrdinal({ start }: PerKeySpec<'ordinal'>): PerKeyProgram {
  return {
    type: { name: 'int64' },
    bind: () => {
      return (_page, { ordinals }) => ({ type: 'number', values: ordinals.map((ordinal) => ordinal + start) });
    },
  };
}

/** The number of each row's group. */
export function compileGroupNumber({ start }: PerKeySpec<'group'>): PerKeyProgram {
  return {
    type: { name: 'int64' },
    bind: () => {
      return (_page, { groups }) => ({ type: 'number', values: groups.map((group) => group + start) });
    },
  };
}
