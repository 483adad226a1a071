const SIGNIFICANT_DIGITS_MAX = 9;

/**
 * The shortest decimal that reads back as the float32 `x`, the closest one among equals, in ECMAScript's form. Exact
 * integers throughout: the oracle of the float32 kernels, not fast.
 */
export function shortestFloat32(x: number): string {
  if (!Number.isFinite(x) || x === 0) return String(x);
  const magnitude = Math.abs(x);
  const decimalExponent = Number(magnitude.toExponential().split('e')[1]);
  const interval = roundingInterval(magnitude);
  for (let digits = 1; digits < SIGNIFICANT_DIGITS_MAX; digits++) {
    const found = closestInside(interval, decimalExponent - digits + 1);
    if (found !== undefined) return (x < 0 ? '-' : '') + String(found);
  }
  return (x < 0 ? '-' : '') + String(Number(magnitude.toPrecision(SIGNIFICANT_DIGITS_MAX)));
}

/** Decimals between `low` and `high` (all times 2^exponent) read back as `middle`; the ends too when `isClosed`. */
interface Interval {
  readonly low: bigint;
  readonly middle: bigint;
  readonly high: bigint;
  readonly exponent: number;
  readonly isClosed: boolean;
}

function roundingInterval(magnitude: number): Interval {
  const bits = new Uint32Array(Float32Array.of(magnitude).buffer)[0]!;
  const biased = bits >>> 23;
  const fraction = bits & 0x7fffff;
  const c = BigInt(biased === 0 ? fraction : fraction | 0x800000);
  const isEdge = fraction === 0 && biased > 1;
  return {
    low: 4n * c - (isEdge ? 1n : 2n),
    middle: 4n * c,
    high: 4n * c + 2n,
    exponent: Math.max(biased, 1) - 152,
    isClosed: (c & 1n) === 0n,
  };
}

/** The multiple of 10^k inside the interval and closest to its middle, the even one of two; undefined when none is inside. */
function closestInside(interval: Interval, k: number): number | undefined {
  const decimalScale = (10n ** BigInt(Math.max(k, 0))) << BigInt(Math.max(-interval.exponent, 0));
  const binaryScale = (10n ** BigInt(Math.max(-k, 0))) << BigInt(Math.max(interval.exponent, 0));
  const below = (interval.middle * binaryScale) / decimalScale;
  const inside = [below, below + 1n].filter((n) => isInside(interval, n * decimalScale, binaryScale));
  const distance = (n: bigint) => absolute(n * decimalScale - interval.middle * binaryScale);
  inside.sort((a, b) => Number(distance(a) - distance(b)) || Number((a & 1n) - (b & 1n)));
  return inside[0] === undefined || inside[0] === 0n ? undefined : Number(`${inside[0]}e${k}`);
}

function isInside({ low, high, isClosed }: Interval, value: bigint, scale: bigint): boolean {
  const start = low * scale;
  const end = high * scale;
  return isClosed ? value >= start && value <= end : value > start && value < end;
}

function absolute(value: bigint): bigint {
  return value < 0n ? -value : value;
}
