/**
 * e^x and e^x - 1 with the same bits on every engine (Math.exp may differ between V8 versions); error below 1 ulp.
 * x = k ln 2 + r with |r| <= ln(2) / 2; e^r by a polynomial in r^2.
 *
 * Source: Sun Microsystems fdlibm, e_exp.c and s_expm1.c (methods and coefficients).
 * Checked against: test/golden/numerics (mpmath).
 */
import { scaleByPowerOfTwo } from './double-bits.ts';

/** ln 2 in two parts: the first has enough zero bits that k times it is exact. */
const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;
const LOG2_E = Math.LOG2E;
const OVERFLOW_FROM = 709.782712893384;
/** 2^-54: half of the distance from 1 to the double below. */
const NEGLIGIBLE = 5.551115123125783e-17;
const UNDERFLOW_TO = -745.1332191019411;

/** e^x; 0 and Infinity beyond the range of doubles. */
export function exp(x: number): number {
  if (Number.isNaN(x)) return x;
  if (x > OVERFLOW_FROM) return Infinity;
  if (x < UNDERFLOW_TO) return 0;
  const k = Math.floor(x * LOG2_E + 0.5);
  const high = x - k * LN2_HIGH;
  const low = k * LN2_LOW;
  const r = high - low;
  const square = r * r;
  const c =
    r -
    square *
      (0.16666666666666602 +
        square *
          (-0.0027777777777015593 +
            square * (0.00006613756321437934 + square * (-0.0000016533902205465252 + square * 4.1381367970572385e-8))));
  const power = k === 0 ? 1 - ((r * c) / (c - 2) - r) : 1 - (low - (r * c) / (2 - c) - high);
  return k === 0 ? power : scaleByPowerOfTwo(power, k);
}

/** e^x - 1 without the cancellation near 0. */
export function expm1(x: number): number {
  if (Number.isNaN(x) || x === 0) return x;
  if (x > OVERFLOW_FROM) return Infinity;
  if (x < -56 * LN2_HIGH) return -1;
  if (Math.abs(x) < NEGLIGIBLE) return x;
  const k = Math.abs(x) > 0.5 * LN2_HIGH ? Math.floor(x * LOG2_E + 0.5) : 0;
  const high = x - k * LN2_HIGH;
  const low = k * LN2_LOW;
  const r = high - low;
  return expm1Scaled(r, high - r - low, k);
}

/** 2^k * e^(r + correction) - 1 for |r| <= ln(2) / 2. */
function expm1Scaled(r: number, correction: number, k: number): number {
  const half = 0.5 * r;
  const hxs = r * half;
  const r1 =
    1 +
    hxs *
      (-0.03333333333333313 +
        hxs *
          (0.0015873015872548146 +
            hxs * (-0.0000793650757867488 + hxs * (0.000004008217827329362 + hxs * -2.0109921818362437e-7))));
  const t = 3 - r1 * half;
  let e = hxs * ((r1 - t) / (6 - r * t));
  if (k === 0) return r - (r * e - hxs);
  e = r * (e - correction) - correction - hxs;
  if (k === -1) return 0.5 * (r - e) - 0.5;
  if (k === 1) return r < -0.25 ? -2 * (e - (r + 0.5)) : 1 + 2 * (r - e);
  if (k <= -2 || k > 56) return scaleByPowerOfTwo(1 - (e - r), k) - 1;
  const tail = scaleByPowerOfTwo(1, -k);
  return k < 20 ? scaleByPowerOfTwo(1 - tail - (e - r), k) : scaleByPowerOfTwo(r - (e + tail) + 1, k);
}
