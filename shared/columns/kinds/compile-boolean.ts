import type { SpecOf } from '../../contracts/column-spec.ts';
import type { ValueProgram } from '../value-program.ts';

/** True with probability `p`, exact to 2^-33. */
export function compileBoolean(spec: SpecOf<'boolean'>): ValueProgram {
  return booleanValues(Math.round(spec.p * 2 ** 32));
}

/** True where a 32-bit draw is below `threshold`, 0 (never) to 2^32 (always). */
export function booleanValues(threshold: number): ValueProgram {
  return {
    type: { name: 'boolean' },
    layout: 'bits',
    isDeltaFriendly: false,
    valueBytesMax: 1,
    scratchBytesPerRow: 1,
    bind: (session, key) => (page) => {
      const byteLength = Math.ceil(page.rowCount / 8);
      const values = session.allocate(byteLength);
      session.kernels.booleanBits(values, page.rowCount, key, page.rowStart, threshold);
      return { values, byteLength };
    },
  };
}
