/** The bits of doubles. One scratch value each way: nothing is kept between calls. */
const double = new Float64Array(1);
const words = new Uint32Array(double.buffer);

/** Sign, exponent and the upper 20 bits of the mantissa. */
export function highWord(x: number): number {
  double[0] = x;
  return words[1]! | 0;
}

/** `x` with its upper 32 bits replaced. */
export function withHighWord(x: number, high: number): number {
  double[0] = x;
  words[1] = high;
  return double[0];
}

/** The largest double below a finite `x`. */
export function nextBelow(x: number): number {
  if (x === 0) return -Number.MIN_VALUE;
  double[0] = x;
  // Doubles of one sign are ordered like their bits; negative ones the other way round.
  const step = x > 0 ? -1 : 1;
  const low = words[0]! + step;
  words[0] = low;
  if (low < 0 || low > 0xffffffff) words[1]! += step;
  return double[0];
}

/** x * 2^exponent, rounded once, for any exponent in -2,000..2,000. */
export function scaleByPowerOfTwo(x: number, exponent: number): number {
  let scaled = x;
  let left = exponent;
  for (; left > 1_023; left -= 1_023) scaled *= powerOfTwo(1_023);
  // Steps of 969 keep the intermediate value normal, so that only the last product rounds.
  for (; left < -1_022; left += 969) scaled *= powerOfTwo(-969);
  return scaled * powerOfTwo(left);
}

/** 2^exponent for -1,022..1,023, from its bits: `**` promises no exact result. */
function powerOfTwo(exponent: number): number {
  return withHighWord(0, (exponent + 1_023) << 20);
}

/** `x` with its lower 32 bits cleared: a head short enough that products of two heads are exact. */
export function withoutLowWord(x: number): number {
  double[0] = x;
  words[0] = 0;
  return double[0];
}
