import type { Address, EncodingKernels } from '../kernels.ts';
import type { TwinMemory } from './twin-memory.ts';

type BitKernels = Pick<EncodingKernels, 'packBits8' | 'packBits16' | 'countBits' | 'compactBits'>;

/** Twins of `assembly/encoding-bits.ts`. */
export function createBitTwins(memory: TwinMemory): BitKernels {
  return {
    packBits8(out, values, count, width) {
      const { u8 } = memory;
      return packBits(u8, out, { count, width, valueAt: (i) => u8[values + i]! });
    },
    packBits16(out, values, count, width) {
      const { u8, view } = memory;
      return packBits(u8, out, { count, width, valueAt: (i) => view.getUint16(values + 2 * i, true) });
    },
    countBits(values, count) {
      const { u8 } = memory;
      let ones = 0;
      for (let i = 0; i < count; i++) ones += (u8[values + (i >> 3)]! >> (i & 7)) & 1;
      return ones;
    },
    compactBits(out, values, count, presence) {
      const { u8 } = memory;
      let kept = 0;
      for (let i = 0; i < count; i++) {
        if (u8[presence + i] === 0) continue;
        const bit = (u8[values + (i >> 3)]! >> (i & 7)) & 1;
        const to = out + (kept >> 3);
        u8[to] = (kept & 7) === 0 ? bit : u8[to]! | (bit << (kept & 7));
        kept++;
      }
      return kept;
    },
  };
}

interface Codes {
  readonly count: number;
  readonly width: number;
  valueAt(i: number): number;
}

/** Pads with zeros to a multiple of 8 values. `pending` never holds more than 7 + 16 bits. */
function packBits(u8: Uint8Array, out: Address, { count, width, valueAt }: Codes): number {
  const padded = Math.ceil(count / 8) * 8;
  let to = out;
  let pending = 0;
  let bits = 0;
  for (let i = 0; i < padded; i++) {
    if (i < count) pending |= valueAt(i) << bits;
    for (bits += width; bits >= 8; bits -= 8) {
      u8[to++] = pending & 255;
      pending >>>= 8;
    }
  }
  return to - out;
}
