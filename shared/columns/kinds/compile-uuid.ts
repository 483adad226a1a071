import type { SpecOf } from '../../contracts/column-spec.ts';
import { fixedWidth, type ValueProgram } from '../value-program.ts';

/** Random UUIDs (RFC 9562, version 4). */
export function compileUuid(_spec: SpecOf<'uuid'>): ValueProgram {
  return {
    ...fixedWidth({ name: 'uuid' }, 'fixed16'),
    bind: (session, key) => (page) => {
      const byteLength = page.rowCount * 16;
      const values = session.allocate(byteLength);
      session.kernels.uuidV4(values, page.rowCount, key, page.rowStart);
      return { values, byteLength };
    },
  };
}
