/** Powers that shortest float text needs: 10^-292 (for the largest double) to 10^324 (for the smallest). */
const EXPONENT_MIN = -292;
const EXPONENT_MAX = 324;

let table: BigUint64Array<ArrayBuffer> | undefined;

/**
 * The power table of the float kernels: for each k from -292 to 324 the 128-bit integer g = ceil(10^k * 2^(127 - floor(log2 10^k))),
 * low word first. Computed once with exact integers (about 1 ms), then shared; callers do not write to it.
 *
 * Source: Giulietti, "The Schubfach way to render doubles" (2020), section 9.
 */
export function powerTable(): BigUint64Array<ArrayBuffer> {
  table ??= buildPowerTable();
  return table;
}

function buildPowerTable(): BigUint64Array<ArrayBuffer> {
  const words = new BigUint64Array((EXPONENT_MAX - EXPONENT_MIN + 1) * 2);
  let power = 1n;
  for (let k = 0; k <= EXPONENT_MAX; k++, power *= 10n) {
    const bits = floorLog2Power(k) + 1;
    storeEntry(words, k, leadingBits(power, bits));
    if (k > 0 && -k >= EXPONENT_MIN) storeEntry(words, -k, (1n << BigInt(bits + 127)) / power + 1n);
  }
  return words;
}

function storeEntry(words: BigUint64Array, k: number, g: bigint): void {
  const index = (k - EXPONENT_MIN) * 2;
  words[index] = BigInt.asUintN(64, g);
  words[index + 1] = g >> 64n;
}

/** ceil(power * 2^s) with exactly 128 bits, of a power that has `bits` bits. */
function leadingBits(power: bigint, bits: number): bigint {
  if (bits <= 128) return power << BigInt(128 - bits);
  const excess = BigInt(bits - 128);
  const floor = power >> excess;
  return floor << excess === power ? floor : floor + 1n;
}

/** floor(log2(10^k)), exact for |k| <= 1233. */
function floorLog2Power(k: number): number {
  return (k * 1_741_647) >> 19;
}
