import type { KernelSession } from '../kernels/kernel-session.ts';
import type { Address } from '../kernels/kernels.ts';

/**
 * The RLE/bit-packing hybrid: one run per page, since a page is either all one value or has no order to speak of.
 * Source: parquet-format Encodings.md, "Run Length Encoding / Bit-Packing Hybrid".
 */

/** One run of `count` times `value` (below 256); returns bytes. */
export function storeRleRun(session: KernelSession, out: Address, run: { value: number; count: number }): number {
  const { bytes } = session;
  const headerBytes = storeVarint(bytes, out, run.count * 2);
  bytes[out + headerBytes] = run.value;
  return headerBytes + 1;
}

/** The header of one bit-packed run of `count` values, rounded up to eights; returns bytes. */
export function storeBitPackedHeader(session: KernelSession, out: Address, count: number): number {
  return storeVarint(session.bytes, out, Math.ceil(count / 8) * 2 + 1);
}

/** Seven bits a byte, lowest first; returns bytes. */
export function storeVarint(bytes: Uint8Array, out: Address, value: number): number {
  let to = out;
  let rest = value;
  for (; rest >= 128; rest >>>= 7) bytes[to++] = (rest & 127) | 128;
  bytes[to++] = rest;
  return to - out;
}
