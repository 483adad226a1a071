import { invariant } from '../errors/invariant.ts';
import type { Address, Kernels } from './kernels.ts';

const WASM_PAGE_BYTES = 65_536;
/** Readable and writable bytes after every block: kernels store whole vectors past the end. */
const SLACK_BYTES = 64;

/**
 * Who owns which part of linear memory: tables first (placed once per plan), then the scratch of one page, then the
 * arena that collects encoded pages. Addresses only grow within a region; a region is emptied whole.
 *
 *   heapBase | tables … | scratch (fixed size after `reserveScratch`) | arena … grows with memory
 */
export class KernelSession {
  readonly kernels: Kernels;
  #view: Uint8Array;
  #tablesEnd: Address;
  #scratchStart: Address;
  #scratchNext: Address;
  #scratchEnd: Address;

  constructor(kernels: Kernels) {
    this.kernels = kernels;
    this.#view = new Uint8Array(kernels.memory.buffer);
    this.#tablesEnd = kernels.heapBase;
    this.#scratchStart = this.#scratchNext = this.#scratchEnd = this.#tablesEnd;
  }

  /** All of linear memory; valid until memory next grows, so take it anew after every allocation. */
  get bytes(): Uint8Array {
    if (this.#view.buffer !== this.kernels.memory.buffer) this.#view = new Uint8Array(this.kernels.memory.buffer);
    return this.#view;
  }

  get dataView(): DataView {
    return new DataView(this.kernels.memory.buffer);
  }

  /** Forgets every table, scratch block and arena byte. */
  reset(): void {
    this.#tablesEnd = this.kernels.heapBase;
    this.#scratchStart = this.#scratchNext = this.#scratchEnd = this.#tablesEnd;
  }

  /** Copies a table into the tables region. Only before `reserveScratch`. */
  placeTable(table: ArrayBufferView): Address {
    const address = this.placeZeros(table.byteLength);
    this.bytes.set(new Uint8Array(table.buffer, table.byteOffset, table.byteLength), address);
    return address;
  }

  /** A zeroed block in the tables region: state that lives as long as the plan. */
  placeZeros(byteLength: number): Address {
    invariant(this.#scratchEnd === this.#scratchStart, 'tables are placed before scratch is reserved');
    const address = this.#tablesEnd;
    this.#tablesEnd = align(address + byteLength + SLACK_BYTES);
    this.#scratchStart = this.#scratchNext = this.#scratchEnd = this.#tablesEnd;
    this.ensure(this.#tablesEnd);
    this.bytes.fill(0, address, this.#tablesEnd);
    return address;
  }

  /** Fixes the size of the scratch region; the arena begins behind it. */
  reserveScratch(byteLength: number): void {
    this.#scratchStart = this.#scratchNext = this.#tablesEnd;
    this.#scratchEnd = align(this.#scratchStart + byteLength);
    this.ensure(this.#scratchEnd);
  }

  /** A scratch block of at least `byteLength` bytes plus slack, 16-byte aligned, contents undefined. */
  allocate(byteLength: number): Address {
    const address = this.#scratchNext;
    this.#scratchNext = align(address + byteLength + SLACK_BYTES);
    invariant(
      this.#scratchNext <= this.#scratchEnd,
      `scratch of ${this.#scratchEnd - this.#scratchStart} bytes is enough`,
    );
    return address;
  }

  /** The present fill level of scratch, for `release`. */
  mark(): Address {
    return this.#scratchNext;
  }

  /** Gives back every scratch block allocated since `mark`. */
  release(mark: Address): void {
    this.#scratchNext = mark;
  }

  releaseAll(): void {
    this.#scratchNext = this.#scratchStart;
  }

  /** First address of the arena. Whoever writes there calls `ensure` first and keeps the fill level. */
  get arenaStart(): Address {
    return this.#scratchEnd;
  }

  /** Grows memory so that [0, end) and some slack can be used. */
  ensure(end: Address): void {
    const missing = end + SLACK_BYTES - this.kernels.memory.buffer.byteLength;
    if (missing > 0) this.kernels.memory.grow(Math.ceil(missing / WASM_PAGE_BYTES));
  }
}

function align(address: number): Address {
  return Math.ceil(address / 16) * 16;
}
