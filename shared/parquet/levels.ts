import type { KernelSession } from '../kernels/kernel-session.ts';
import type { Address } from '../kernels/kernels.ts';
import { storeBitPackedHeader, storeRleRun } from './rle-hybrid.ts';

const LENGTH_BYTES = 4;

/** Repetition or definition levels of one page. */
export interface Levels {
  /** 0: the column has no such levels and the page holds none. */
  readonly maxLevel: number;
  /** One byte per value, or one number that holds for all of them. */
  readonly levels: { readonly at: Address } | { readonly all: number };
}

export const NO_LEVELS: Levels = { maxLevel: 0, levels: { all: 0 } };

/** Most bytes that levels of `count` values up to `maxLevel` take. */
export function levelBytesMax(maxLevel: number, count: number): number {
  return maxLevel === 0 ? 0 : LENGTH_BYTES + 8 + Math.ceil(count / 8) * levelWidth(maxLevel);
}

/** Levels as data pages of version 1 hold them: their length (u32), then the hybrid. Returns bytes. */
export function storeLevels(session: KernelSession, out: Address, { maxLevel, levels }: Levels, count: number): number {
  if (maxLevel === 0) return 0;
  const runs = out + LENGTH_BYTES;
  let bytes: number;
  if ('all' in levels) {
    bytes = storeRleRun(session, runs, { value: levels.all, count });
  } else {
    bytes = storeBitPackedHeader(session, runs, count);
    bytes += session.kernels.packBits8(runs + bytes, levels.at, count, levelWidth(maxLevel));
  }
  session.dataView.setUint32(out, bytes, true);
  return LENGTH_BYTES + bytes;
}

function levelWidth(maxLevel: number): number {
  return 32 - Math.clz32(maxLevel);
}
