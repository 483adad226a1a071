import { expect } from 'vitest';
import { KernelSession } from '../../shared/kernels/kernel-session.ts';
import type { Address, Kernels } from '../../shared/kernels/kernels.ts';
import { compileKernels, createWasmKernels } from '../../shared/kernels/wasm-kernels.ts';
import { keyBytes, streamKey } from '../../shared/random/stream-key.ts';
import type { ChiSquare } from './chi-square.ts';

export const PAGE_ROWS = 65_536;

/** Compiled kernels with places for keys, tables and one or two pages of output. */
export class Pages {
  readonly kernels: Kernels;
  readonly session: KernelSession;
  /** Two outputs of up to 16 bytes a row (128 for text of at most 124 bytes in the first). */
  readonly out: Address;
  readonly second: Address;

  constructor() {
    this.kernels = createWasmKernels(compileKernels());
    this.session = new KernelSession(this.kernels);
    this.out = this.session.placeZeros(PAGE_ROWS * 128);
    this.second = this.session.placeZeros(PAGE_ROWS * 16);
  }

  /** The key of a stream named as planning names it; `seed` and `name` tell streams apart. */
  key(name: string, seed = 7): Address {
    const key = streamKey({ generationVersion: 1, seed, table: 'statistics', name, purpose: 'value' });
    return this.session.placeTable(keyBytes(key));
  }

  /** Calls `use` with the first row of each page until `total` rows are done; the last page is whole as well. */
  forEach(total: number, use: (row: number) => void): void {
    for (let row = 0; row < total; row += PAGE_ROWS) use(row);
  }

  u8(address: Address, length: number): Uint8Array {
    return new Uint8Array(this.kernels.memory.buffer as ArrayBuffer, address, length);
  }
  u16(address: Address, length: number): Uint16Array {
    return new Uint16Array(this.kernels.memory.buffer as ArrayBuffer, address, length);
  }
  i32(address: Address, length: number): Int32Array {
    return new Int32Array(this.kernels.memory.buffer as ArrayBuffer, address, length);
  }
  f64(address: Address, length: number): Float64Array {
    return new Float64Array(this.kernels.memory.buffer as ArrayBuffer, address, length);
  }
  i64(address: Address, length: number): BigInt64Array {
    return new BigInt64Array(this.kernels.memory.buffer as ArrayBuffer, address, length);
  }
}

/** The statistic lies between both critical values. */
export function expectChance({ statistic, critical, lowerCritical }: ChiSquare, what = ''): void {
  expect(statistic, what).toBeLessThan(critical);
  expect(statistic, what).toBeGreaterThanOrEqual(lowerCritical);
}
