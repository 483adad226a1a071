import { fixedWidth, type ValueProgram } from '../columns/value-program.ts';
import type { SpecOf } from '../contracts/column-spec.ts';

/** start + row x step. That the last row's value fits in 64 bits is checked with the spec. */
export function compileSequence(spec: SpecOf<'sequence'>): ValueProgram {
  const [start, step] = [BigInt(spec.start), BigInt(spec.step)];
  return {
    ...fixedWidth({ name: 'int64' }, 'i64'),
    isDeltaFriendly: true,
    bind: (session) => (page) => {
      const byteLength = page.rowCount * 8;
      const values = session.allocate(byteLength);
      session.kernels.sequenceI64(values, page.rowCount, page.rowStart, start, step);
      return { values, byteLength };
    },
  };
}
