import type { Address } from '../kernels.ts';
import type { TwinMemory } from './twin-memory.ts';

/** The elements of Snappy's raw format: length, literals, copies. Each moves `to` on. */
export class SnappyWriter {
  readonly #u8: Uint8Array;
  to: Address;

  constructor({ u8 }: TwinMemory, out: Address) {
    this.#u8 = u8;
    this.to = out;
  }

  varint(value: number): void {
    let rest = value;
    for (; rest >= 128; rest >>>= 7) this.#byte((rest & 127) | 128);
    this.#byte(rest);
  }

  /** `bytes` (1..65,536) bytes that lie at `from`. */
  literal(from: Address, bytes: number): void {
    this.literalBytes(this.#u8.subarray(from, from + bytes));
  }

  literalBytes(bytes: Uint8Array): void {
    const length = bytes.length - 1;
    if (length < 60) this.#byte(length << 2);
    else if (length < 256) this.#bytes(60 << 2, length);
    else this.#bytes(61 << 2, length & 255, length >> 8);
    this.#u8.set(bytes, this.to);
    this.to += bytes.length;
  }

  /** `bytes` bytes, at least 1, that lie `offset` (1..65,535) back. */
  copy(offset: number, bytes: number): void {
    let rest = bytes;
    for (; rest >= 68; rest -= 64) this.#farCopy(offset, 64);
    if (rest > 64) {
      this.#farCopy(offset, 60);
      rest -= 60;
    }
    if (rest >= 4 && rest < 12 && offset < 2048)
      this.#bytes(1 | ((rest - 4) << 2) | ((offset >> 8) << 5), offset & 255);
    else this.#farCopy(offset, rest);
  }

  #farCopy(offset: number, bytes: number): void {
    this.#bytes(((bytes - 1) << 2) | 2, offset & 255, offset >> 8);
  }

  #byte(value: number): void {
    this.#u8[this.to++] = value;
  }

  #bytes(...values: number[]): void {
    for (const value of values) this.#byte(value);
  }
}
