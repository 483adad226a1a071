import type { GenerationKernels } from '../kernels.ts';
import { productHigh } from './hash-twin.ts';
import type { TwinMemory } from './twin-memory.ts';

const TWO_TO_32 = 4_294_967_296;
/** From here on every double is a whole number. */
const WHOLE_FROM = 4_503_599_627_370_496;

type RoundingKernels = Pick<
  GenerationKernels,
  'clampF64' | 'roundF64' | 'roundToI32' | 'roundToI64' | 'multiplyI64' | 'toF32'
>;

/** Twins of the kernels that bring values into bounds, decimals and narrower types. */
export function createRoundingTwin(memory: TwinMemory): RoundingKernels {
  return {
    clampF64(values, count, low, high) {
      const doubles = memory.f64.subarray(values / 8, values / 8 + count);
      for (let i = 0; i < count; i++) doubles[i] = clamped(doubles[i]!, low, high);
    },
    roundF64(values, count, scale) {
      const doubles = memory.f64.subarray(values / 8, values / 8 + count);
      for (let i = 0; i < count; i++) {
        const wide = doubles[i]! * scale;
        if (Math.abs(wide) < WHOLE_FROM) doubles[i] = nearest(wide) / scale;
      }
    },
    roundToI32(out, values, count, low, high) {
      const doubles = memory.f64.subarray(values / 8, values / 8 + count);
      const integers = memory.i32.subarray(out / 4, out / 4 + count);
      for (let i = 0; i < count; i++) integers[i] = nearest(clamped(doubles[i]!, low, high));
    },
    roundToI64(out, values, count, low, high) {
      const doubles = memory.f64.subarray(values / 8, values / 8 + count);
      const integers = memory.i64.subarray(out / 8, out / 8 + count);
      const halves = memory.u32.subarray(out / 4, out / 4 + 2 * count);
      const lowest = doubleAtLeast(low);
      const highest = -doubleAtLeast(-high);
      for (let i = 0; i < count; i++) {
        const whole = nearest(doubles[i]!);
        if (whole < lowest) integers[i] = low;
        else if (whole > highest) integers[i] = high;
        else {
          const upper = Math.floor(whole / TWO_TO_32);
          halves[2 * i] = whole - upper * TWO_TO_32;
          halves[2 * i + 1] = upper;
        }
      }
    },
    multiplyI64(values, count, factor) {
      const halves = memory.i32.subarray(values / 4, values / 4 + 2 * count);
      const factorLow = Number(BigInt.asIntN(32, factor));
      const factorHigh = Number(BigInt.asIntN(32, factor >> 32n));
      for (let i = 0; i < 2 * count; i += 2) {
        const low = halves[i]!;
        halves[i] = Math.imul(low, factorLow);
        halves[i + 1] = productHigh(low, halves[i + 1]!, factorLow, factorHigh);
      }
    },
    toF32(out, values, count, below) {
      const doubles = memory.f64.subarray(values / 8, values / 8 + count);
      const floats = memory.f32.subarray(out / 4, out / 4 + count);
      const largest = largestF32Below(below);
      for (let i = 0; i < count; i++) {
        const value = Math.fround(doubles[i]!);
        floats[i] = value < below ? value : largest;
      }
    },
  };
}

function clamped(value: number, low: number, high: number): number {
  const raised = value < low ? low : value;
  return high < raised ? high : raised;
}

/** The nearest whole number, halves to even, never -0: adding 2^52 leaves no bits for a fraction. */
function nearest(value: number): number {
  if (value >= WHOLE_FROM || value <= -WHOLE_FROM) return value;
  return value < 0 ? -(-value + WHOLE_FROM - WHOLE_FROM) + 0 : value + WHOLE_FROM - WHOLE_FROM;
}

/** The smallest double that is not below `integer`. */
function doubleAtLeast(integer: bigint): number {
  const rounded = Number(integer);
  if (BigInt(rounded) >= integer) return rounded;
  // Only beyond 2^53, where the distance of doubles is a power of two of at most 2^11.
  let next = rounded;
  for (let step = 2; next === rounded; step *= 2) next = rounded + step;
  return next;
}

function largestF32Below(below: number): number {
  const rounded = Math.fround(below);
  if (rounded < below) return rounded;
  const bits = new Int32Array(Float32Array.of(rounded).buffer);
  if (rounded === 0) bits[0] = -0x7fffffff;
  else bits[0]! += rounded > 0 ? -1 : 1;
  return new Float32Array(bits.buffer)[0]!;
}
