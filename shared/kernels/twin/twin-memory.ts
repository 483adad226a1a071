const WASM_PAGE_BYTES = 65_536;

/**
 * Linear memory of the twins: grows as WebAssembly memory does (a new buffer, old views die), with one view per
 * width. Views are replaced by `grow`, so take them from here at the start of each kernel and never keep them.
 */
export class TwinMemory {
  #buffer: ArrayBuffer;
  u8: Uint8Array;
  u16: Uint16Array;
  i32: Int32Array;
  u32: Uint32Array;
  f32: Float32Array;
  f64: Float64Array;
  i64: BigInt64Array;
  /** For unaligned access. */
  view: DataView;

  constructor(pages: number) {
    this.#buffer = new ArrayBuffer(pages * WASM_PAGE_BYTES);
    this.u8 = new Uint8Array(this.#buffer);
    this.u16 = new Uint16Array(this.#buffer);
    this.i32 = new Int32Array(this.#buffer);
    this.u32 = new Uint32Array(this.#buffer);
    this.f32 = new Float32Array(this.#buffer);
    this.f64 = new Float64Array(this.#buffer);
    this.i64 = new BigInt64Array(this.#buffer);
    this.view = new DataView(this.#buffer);
  }

  get buffer(): ArrayBuffer {
    return this.#buffer;
  }

  /** Adds `pages` of 64 KiB zeros; returns the size before, in pages. */
  grow(pages: number): number {
    const before = this.#buffer.byteLength / WASM_PAGE_BYTES;
    this.#buffer = this.#buffer.transfer((before + pages) * WASM_PAGE_BYTES);
    this.u8 = new Uint8Array(this.#buffer);
    this.u16 = new Uint16Array(this.#buffer);
    this.i32 = new Int32Array(this.#buffer);
    this.u32 = new Uint32Array(this.#buffer);
    this.f32 = new Float32Array(this.#buffer);
    this.f64 = new Float64Array(this.#buffer);
    this.i64 = new BigInt64Array(this.#buffer);
    this.view = new DataView(this.#buffer);
    return before;
  }
}
