import type { Address, EncodingKernels } from '../kernels.ts';
import type { TwinMemory } from './twin-memory.ts';

const BLOCK = 128;
const MINIBLOCKS = 4;
const MINIBLOCK = 32;

/** Twin of `assembly/encoding-delta.ts`. */
export function createDeltaTwin(memory: TwinMemory): Pick<EncodingKernels, 'deltaI64'> {
  return {
    deltaI64(out, values, count) {
      const { u8, view } = memory;
      const valueAt = (i: number) => view.getBigInt64(values + 8 * i, true);
      let to = out;
      for (const header of [BLOCK, MINIBLOCKS, count]) to = storeVarint(u8, to, BigInt(header));
      to = storeVarint(u8, to, count > 0 ? zigzag(valueAt(0)) : 0n);
      for (let start = 1; start < count; start += BLOCK) {
        const deltas: bigint[] = [];
        for (let i = start; i < Math.min(start + BLOCK, count); i++) {
          deltas.push(BigInt.asIntN(64, valueAt(i) - valueAt(i - 1)));
        }
        to = storeBlock(u8, to, deltas);
      }
      return to - out;
    },
  };
}

function storeBlock(u8: Uint8Array, out: Address, deltas: readonly bigint[]): Address {
  const smallest = deltas.reduce((low, delta) => (delta < low ? delta : low));
  const remainders = deltas.map((delta) => BigInt.asUintN(64, delta - smallest));
  const widths = storeVarint(u8, out, zigzag(smallest));
  let to = widths + MINIBLOCKS;
  for (let block = 0; block < MINIBLOCKS; block++) {
    const miniblock = remainders.slice(block * MINIBLOCK, (block + 1) * MINIBLOCK);
    const width = miniblock.reduce((widest, value) => Math.max(widest, bitLength(value)), 0);
    u8[widths + block] = width;
    to = storeMiniblock(u8, to, miniblock, width);
  }
  return to;
}

function storeMiniblock(u8: Uint8Array, out: Address, values: readonly bigint[], width: number): Address {
  let packed = 0n;
  values.forEach((value, i) => {
    packed |= value << BigInt(i * width);
  });
  const end = out + 4 * width;
  for (let to = out; to < end; to++) {
    u8[to] = Number(packed & 255n);
    packed >>= 8n;
  }
  return end;
}

function storeVarint(u8: Uint8Array, out: Address, value: bigint): Address {
  let to = out;
  for (let rest = value; ; rest >>= 7n) {
    if (rest < 128n) {
      u8[to++] = Number(rest);
      return to;
    }
    u8[to++] = Number(rest & 127n) | 128;
  }
}

function zigzag(value: bigint): bigint {
  return BigInt.asUintN(64, (value << 1n) ^ (value >> 63n));
}

function bitLength(value: bigint): number {
  return value === 0n ? 0 : value.toString(2).length;
}
