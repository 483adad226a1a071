import type { KernelSession } from '../kernels/kernel-session.ts';
import type { Address } from '../kernels/kernels.ts';
import type { PageRange } from './column-program.ts';

/** Uniform doubles in [0, 1), multiples of 2^-53: draw `draw` of each row of the page. Scratch is given back. */
export function bindUniformDraws(session: KernelSession, key: Address) {
  return ({ rowStart, rowCount }: PageRange, draw: number, out: Float64Array): void => {
    const mark = session.mark();
    const at = session.allocate(rowCount * 8);
    session.kernels.hashes(at, rowCount, key, draw, rowStart);
    const words = new Uint32Array(session.bytes.buffer, at, rowCount * 2);
    for (let i = 0; i < rowCount; i++) out[i] = (words[2 * i + 1]! * 2 ** 21 + (words[2 * i]! >>> 11)) * 2 ** -53;
    session.release(mark);
  };
}
