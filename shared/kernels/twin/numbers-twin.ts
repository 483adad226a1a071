import type { GenerationKernels } from '../kernels.ts';
import { HashBlocks, type KeyWords, multiplyHigh32, readKey } from './hash-twin.ts';
import type { TwinMemory } from './twin-memory.ts';

const TWO_TO_32 = 4_294_967_296;
const UNIT_OF_53_BITS = 1.1102230246251565e-16;
const REDRAWS_MAX = 64;

type NumberKernels = Pick<
  GenerationKernels,
  'hashes' | 'sequenceI64' | 'uniformI32' | 'uniformI64' | 'uniformF64' | 'quantileF64' | 'uuidV4'
>;

/** Twins of the kernels that give numbers and uuids. */
export function createNumbersTwin(memory: TwinMemory): NumberKernels {
  const blocks = new HashBlocks();
  const { words } = blocks;
  const bounded = new BoundedInteger(blocks);

  return {
    hashes(out, count, key, draw, row) {
      const hashes = memory.u32.subarray(out / 4);
      blocks.forEach(count, { key: readKey(memory, key), draw, row }, (start, rows) => {
        hashes.set(words.subarray(0, 2 * rows), 2 * start);
      });
    },
    sequenceI64(out, count, row, start, step) {
      const values = memory.u32.subarray(out / 4);
      const stepLow = Number(BigInt.asIntN(32, step));
      const stepHigh = Number(BigInt.asIntN(32, step >> 32n));
      const first = start + BigInt(row) * step;
      let low = Number(BigInt.asIntN(32, first));
      let high = Number(BigInt.asIntN(32, first >> 32n));
      for (let i = 0; i < 2 * count; i += 2) {
        values[i] = low;
        values[i + 1] = high;
        low = (low + stepLow) | 0;
        high = (high + stepHigh + (low >>> 0 < stepLow >>> 0 ? 1 : 0)) | 0;
      }
    },
    uniformI32(out, count, key, row, low, span) {
      const values = memory.i32.subarray(out / 4);
      const start = { key: readKey(memory, key), draw: 0, row };
      bounded.begin(BigInt(span), start.key);
      blocks.forEach(count, start, (first, rows) => {
        for (let i = 0; i < rows; i++) {
          bounded.draw(words[2 * i]!, words[2 * i + 1]!, row + first + i);
          values[first + i] = low + bounded.low;
        }
      });
    },
    uniformI64(out, count, key, row, low, span) {
      const values = memory.u32.subarray(out / 4);
      const start = { key: readKey(memory, key), draw: 0, row };
      const lowLow = Number(BigInt.asUintN(32, low));
      const lowHigh = Number(BigInt.asIntN(32, low >> 32n));
      const isFull = BigInt.asUintN(64, span) === 0n;
      if (!isFull) bounded.begin(BigInt.asUintN(64, span), start.key);
      blocks.forEach(count, start, (first, rows) => {
        for (let i = 0; i < rows; i++) {
          if (isFull) bounded.keep(words[2 * i]!, words[2 * i + 1]!);
          else bounded.draw(words[2 * i]!, words[2 * i + 1]!, row + first + i);
          const sum = bounded.low + lowLow;
          values[2 * (first + i)] = sum;
          values[2 * (first + i) + 1] = bounded.high + lowHigh + (sum >= TWO_TO_32 ? 1 : 0);
        }
      });
    },
    uniformF64(out, count, key, row, low, high) {
      const values = memory.f64.subarray(out / 8);
      const start = { key: readKey(memory, key), draw: 0, row };
      const width = high - low;
      blocks.forEach(count, start, (first, rows) => {
        for (let i = 0; i < rows; i++) {
          let value = low + unitOf(words[2 * i]!, words[2 * i + 1]!) * width;
          for (let draw = 1; !(value < high); draw++) {
            const [redrawnLow, redrawnHigh] = blocks.at({ ...start, draw, row: row + first + i });
            value = draw > REDRAWS_MAX ? low : low + unitOf(redrawnLow!, redrawnHigh!) * width;
            if (draw > REDRAWS_MAX) break;
          }
          values[first + i] = value;
        }
      });
    },
    quantileF64(out, count, key, row, table, octaves) {
      const values = memory.f64.subarray(out / 8);
      const cells = memory.f64.subarray(table / 8);
      blocks.forEach(count, { key: readKey(memory, key), draw: 0, row }, (first, rows) => {
        for (let i = 0; i < rows; i++) values[first + i] = quantileOf(words[2 * i]!, words[2 * i + 1]!, cells, octaves);
      });
    },
    uuidV4(out, count, key, row) {
      const ids = memory.u32.subarray(out / 4);
      const start = { key: readKey(memory, key), row };
      blocks.forEach(count, { ...start, draw: 0 }, (first, rows) => {
        for (let i = 0; i < rows; i++) {
          ids[4 * (first + i)] = words[2 * i]!;
          ids[4 * (first + i) + 1] = (words[2 * i + 1]! & 0xff0fffff) | 0x00400000;
        }
      });
      blocks.forEach(count, { ...start, draw: 1 }, (first, rows) => {
        for (let i = 0; i < rows; i++) {
          ids[4 * (first + i) + 2] = (words[2 * i]! & 0xffffff3f) | 0x80;
          ids[4 * (first + i) + 3] = words[2 * i + 1]!;
        }
      });
    },
  };
}

/** Lemire's bounded integers in 32-bit halves: the result of the last draw is `low` and `high`, both unsigned. */
class BoundedInteger {
  low = 0;
  high = 0;
  readonly #blocks: HashBlocks;
  #key: KeyWords | undefined;
  #spanLow = 0;
  #spanHigh = 0;
  #rejectLow = 0;
  #rejectHigh = 0;

  constructor(blocks: HashBlocks) {
    this.#blocks = blocks;
  }

  /** Sets the span, 1..2^64 - 1, and the key of redraws. */
  begin(span: bigint, key: KeyWords): void {
    this.#key = key;
    const rejectBelow = (1n << 64n) % span;
    this.#spanLow = Number(span & 0xffffffffn);
    this.#spanHigh = Number(span >> 32n);
    this.#rejectLow = Number(rejectBelow & 0xffffffffn);
    this.#rejectHigh = Number(rejectBelow >> 32n);
  }

  /** The whole hash as the result: a span of 2^64. */
  keep(low: number, high: number): void {
    this.low = low;
    this.high = high;
  }

  /** The result for a row whose draw 0 is (low, high). */
  draw(low: number, high: number, row: number): void {
    let isAccepted = this.#multiply(low, high);
    for (let draw = 1; !isAccepted; draw++) {
      const [redrawnLow, redrawnHigh] = this.#blocks.at({ key: this.#key!, draw, row });
      isAccepted = this.#multiply(redrawnLow!, redrawnHigh!);
    }
  }

  /** The 128-bit product of z and span: upper half into the result; whether the lower half is not rejected. */
  #multiply(low: number, high: number): boolean {
    const spanLow = this.#spanLow;
    const spanHigh = this.#spanHigh;
    // Sums of up to three 32-bit words: exact doubles, taken apart into word and carry.
    const word0 = Math.imul(low, spanLow) >>> 0;
    const sum1 =
      (multiplyHigh32(low, spanLow) >>> 0) + (Math.imul(low, spanHigh) >>> 0) + (Math.imul(high, spanLow) >>> 0);
    const word1 = sum1 >>> 0;
    const sum2 =
      Math.floor(sum1 / TWO_TO_32) +
      (multiplyHigh32(low, spanHigh) >>> 0) +
      (multiplyHigh32(high, spanLow) >>> 0) +
      (Math.imul(high, spanHigh) >>> 0);
    this.low = sum2 >>> 0;
    this.high = (Math.floor(sum2 / TWO_TO_32) + multiplyHigh32(high, spanHigh)) >>> 0;
    return word1 > this.#rejectHigh || (word1 === this.#rejectHigh && word0 >= this.#rejectLow);
  }
}

/** The top 53 bits of a hash as a double in [0, 1). */
function unitOf(low: number, high: number): number {
  return (high * 2_097_152 + (low >>> 11)) * UNIT_OF_53_BITS;
}

function quantileOf(low: number, high: number, cells: Float64Array, octaves: number): number {
  let fractionHigh = (high << 1) | (low >>> 31);
  let fractionLow = (low << 1) | 1;
  let octave = fractionHigh !== 0 ? Math.clz32(fractionHigh) : 32 + Math.clz32(fractionLow);
  if (octave >= octaves) {
    octave = octaves - 1;
    fractionHigh = octave < 32 ? 1 << (31 - octave) : 0;
    fractionLow = octave < 32 ? 0 : 1 << (63 - octave);
  }
  // Shifts out the leading one; what is left starts with the 5 bits of the cell. Each step shifts by less than 32.
  const shift = octave + 1;
  const positionHigh =
    shift < 32
      ? (fractionHigh << shift) | (fractionLow >>> (32 - shift))
      : shift < 64
        ? fractionLow << (shift - 32)
        : 0;
  const positionLow = shift < 32 ? fractionLow << shift : 0;
  const cell = 4 * (((high >>> 31) * octaves + octave) * 32 + (positionHigh >>> 27));
  const t = unitOf(positionLow << 5, ((positionHigh << 5) | (positionLow >>> 27)) >>> 0);
  return cells[cell]! + t * (cells[cell + 1]! + t * (cells[cell + 2]! + t * cells[cell + 3]!));
}
