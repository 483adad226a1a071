import type { ValueProgram } from '../columns/value-program.ts';
import type { SpecOf } from '../contracts/column-spec.ts';
import { scoreBetween } from '../draws/code-scores.ts';

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
    bindScores: (session) => {
      const cut = scoreBetween(1 - threshold / 2 ** 32, threshold / 2 ** 32);
      return (scores, rowCount) => {
        const byteLength = Math.ceil(rowCount / 8);
        const values = session.allocate(byteLength);
        const bits = session.bytes.fill(0, values, values + byteLength);
        const given = new Float64Array(bits.buffer, scores, rowCount);
        for (let i = 0; i < rowCount; i++) if (given[i]! >= cut) bits[values + (i >>> 3)]! |= 1 << (i & 7);
        return { values, byteLength };
      };
    },
  };
}
