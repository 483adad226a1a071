/**
 * The natural logarithm and ln(1 + x) with the same bits on every engine; error below 1 ulp.
 * x = 2^k (1 + f) with 1 + f near 1; s = f / (2 + f); ln(1 + f) = f - f^2 / 2 + s (f^2 / 2 + R(s^2)).
 *
 * Source: Sun Microsystems fdlibm, e_log.c and s_log1p.c (methods and coefficients).
 * Checked against: test/golden/numerics (mpmath).
 */
import { highWord, withHighWord } from './double-bits.ts';

const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;
/** Mantissa bits of the square root of 2, upper word: 1 + f lies in [sqrt(2) / 2, sqrt(2)). */
const SQRT_2_MANTISSA = 0x6a09e;
const SMALLEST_NORMAL = 2.2250738585072014e-308;
const TWO_TO_54 = 18_014_398_509_481_984;
/** |r| <= 1/3: what is left of the series is below 3^-38. */
const SERIES_TERMS = 18;

/** ln x; -Infinity at 0, NaN below. */
export function log(x: number): number {
  if (Number.isNaN(x) || x < 0) return NaN;
  if (x === 0) return -Infinity;
  if (x === Infinity) return x;
  const isSubnormal = x < SMALLEST_NORMAL;
  const [k, mantissa] = split(isSubnormal ? x * TWO_TO_54 : x);
  return logOfSplit(isSubnormal ? k - 54 : k, mantissa - 1, 0);
}

/** ln(1 + x) without the cancellation near 0; -Infinity at -1, NaN below. */
export function log1p(x: number): number {
  if (Number.isNaN(x) || x < -1) return NaN;
  if (x === -1) return -Infinity;
  if (x === Infinity || Math.abs(x) < 1 / TWO_TO_54) return x;
  if (x > -0.2929 && x < 0.41422) return logOfSplit(0, x, 0);
  const sum = 1 + x;
  // What rounding took from 1 + x, as a relative correction.
  const lost = x >= 1 ? 1 - (sum - x) : x - (sum - 1);
  const [k, mantissa] = split(sum);
  return logOfSplit(k, mantissa - 1, lost / sum);
}

/**
 * ln q - (q - 1) for q > 0, given both q and its `excess` q - 1, each with its own digits: no cancellation near q = 1.
 * With r = excess / (2 + excess), ln q = 2 (r + r^3 / 3 + r^5 / 5 + …) and 2 r - excess = -excess r.
 * Source: the series of DLMF 4.6.4.
 */
export function logMinusExcess(q: number, excess: number): number {
  if (q < 0.5 || q > 2) return log(q) - excess;
  const r = excess / (2 + excess);
  const square = r * r;
  let series = 0;
  for (let k = SERIES_TERMS; k > 0; k--) series = series * square + 1 / (2 * k + 1);
  return r * (2 * square * series - excess);
}

/** x = 2^k * mantissa with the mantissa in [sqrt(2) / 2, sqrt(2)). */
function split(x: number): [k: number, mantissa: number] {
  const high = highWord(x);
  const fraction = high & 0xfffff;
  const isUpper = fraction > SQRT_2_MANTISSA;
  const k = (high >> 20) - 1_023 + (isUpper ? 1 : 0);
  return [k, withHighWord(x, fraction | (isUpper ? 0x3fe00000 : 0x3ff00000))];
}

/** k ln 2 + ln(1 + f) + correction. */
function logOfSplit(k: number, f: number, correction: number): number {
  const s = f / (2 + f);
  const z = s * s;
  const halfSquare = 0.5 * f * f;
  const polynomial =
    z *
    (0.6666666666666735 +
      z *
        (0.3999999999940942 +
          z *
            (0.2857142874366239 +
              z *
                (0.22222198432149784 +
                  z * (0.1818357216161805 + z * (0.15313837699209373 + z * 0.14798198605116586))))));
  const rest = s * (halfSquare + polynomial);
  if (k === 0) return f - (halfSquare - (rest + correction));
  return k * LN2_HIGH - (halfSquare - (rest + (k * LN2_LOW + correction)) - f);
}
