import type { KernelSession } from '../kernels/kernel-session.ts';
import type { Address } from '../kernels/kernels.ts';
import { exp, expm1 } from '../numerics/exp.ts';
import { log, log1p } from '../numerics/log.ts';
import type { PageRange } from './column-program.ts';

/** Draws of one row before its last candidate is taken as it is; each is accepted with probability above 0.7. */
const DRAWS_MAX = 64;

/**
 * Ranks 0..size-1 with probability in proportion to (rank + 1)^-a, a >= 0, for any size, without a table. Source:
 * Hörmann, Derflinger 1996, "Rejection-inversion to generate variates from monotone discrete distributions".
 * Checked against: test/statistical/zipf-ranks.test.ts.
 */
export function bindZipfRanks(
  session: KernelSession,
  key: Address,
  { a, size }: { readonly a: number; readonly size: number },
): (page: PageRange, out: Float64Array) => void {
  const law = hat(a, size);
  return ({ rowStart, rowCount }, out) => {
    const mark = session.mark();
    const at = session.allocate(rowCount * 8);
    const uniformOf = (row: number, count: number, draw: number): Float64Array => {
      session.kernels.hashes(at, count, key, draw, row);
      const words = new Uint32Array(session.bytes.buffer, at, count * 2);
      const uniform = new Float64Array(session.bytes.buffer, at, count);
      for (let i = 0; i < count; i++)
        uniform[i] = ((words[2 * i + 1]! >>> 0) * 2 ** 21 + (words[2 * i]! >>> 11)) * 2 ** -53;
      return uniform;
    };
    const first = uniformOf(rowStart, rowCount, 0);
    for (let i = 0; i < rowCount; i++) out[i] = first[i]!;
    for (let i = 0; i < rowCount; i++) {
      let rank = law.rankOf(out[i]!);
      for (let draw = 1; rank < 0 && draw <= DRAWS_MAX; draw++)
        rank = law.rankOf(uniformOf(rowStart + i, 1, draw)[0]!, draw === DRAWS_MAX);
      out[i] = rank - 1;
    }
    session.release(mark);
  };
}

/** The area under x^-a as a hat over the bars of the ranks 1..size. */
function hat(a: number, size: number) {
  const low = area(1.5, a) - 1;
  const high = area(size + 0.5, a);
  const safe = 2 - areaInverse(area(2.5, a) - power(2, a), a);
  return {
    /** The rank that u in [0, 1) leads to, 1..size, or -1: rejected. */
    rankOf(u: number, isLast = false): number {
      const under = high + u * (low - high);
      const x = areaInverse(under, a);
      const rank = Math.min(Math.max(Math.floor(x + 0.5), 1), size);
      const isAccepted = rank - x <= safe || under >= area(rank + 0.5, a) - power(rank, a);
      return isAccepted || isLast ? rank : -1;
    },
  };
}

/** x^-a. */
function power(x: number, a: number): number {
  return exp(-a * log(x));
}

/** The integral of x^-a from 1 to x, continuous in a at 1: ((x^(1-a)) - 1) / (1 - a). */
function area(x: number, a: number): number {
  const logX = log(x);
  const t = (1 - a) * logX;
  return Math.abs(t) > 1e-8 ? (expm1(t) / t) * logX : logX * (1 + t / 2 + (t * t) / 6);
}

function areaInverse(y: number, a: number): number {
  const t = Math.max(y * (1 - a), -1);
  const scaled = Math.abs(t) > 1e-8 ? log1p(t) / t : 1 - t / 2 + (t * t) / 3;
  return exp(scaled * y);
}
