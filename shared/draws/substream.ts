import type { KernelSession } from '../kernels/kernel-session.ts';
import type { Address } from '../kernels/kernels.ts';

const KEY_BYTES = 16;
/** Draws that no rejection reaches. */
const DRAW_START = 2 ** 31;

/**
 * The `index`-th stream that hangs on another one: its key is two hashes of that key. It is made anew when asked for,
 * page by page, since the key may be replaced after binding (another seed, a redraw).
 */
export function bindSubstream(session: KernelSession, key: Address, index: number): () => Address {
  const address = session.placeZeros(KEY_BYTES);
  return () => {
    session.kernels.hashes(address, 2, key, DRAW_START + index, 0);
    return address;
  };
}
