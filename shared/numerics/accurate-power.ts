/**
 * x^y for any finite numbers with the same bits on every engine; error below 0.7 ulp, and exact wherever x and y are
 * whole and the result is a double. log2(x) is worked out in two doubles: 2^n (1.5^k) (1 + f), then y log2(x) = n + r
 * and 2^r by a polynomial. `power` is faster where neither matters.
 *
 * Source: Sun Microsystems fdlibm, e_pow.c (method and coefficients).
 * Checked against: test/golden/numerics/power.json (mpmath).
 */
import { highWord, scaleByPowerOfTwo, withHighWord, withoutLowWord } from './double-bits.ts';

/** A number in two parts: the first has its lower word clear. */
interface Pair {
  readonly head: number;
  readonly tail: number;
}

const SMALLEST_NORMAL = 2.2250738585072014e-308;
const TWO_TO_53 = 9_007_199_254_740_992;
/** log2(1.5) in two parts. */
const LOG2_1_5_HEAD = 0.5849624872207642;
const LOG2_1_5_TAIL = 1.350039202129749e-8;
/** 2 / (3 ln 2) whole and in two parts. */
const CP = 0.9617966939259756;
const CP_HEAD = 0.9617967009544373;
const CP_TAIL = -7.028461650952758e-9;
const LN2 = Math.LN2;
const LN2_HEAD = 0.6931471824645996;
const LN2_TAIL = -1.904654299957768e-9;
/** 1 / ln 2 whole and in two parts. */
const INVERSE_LN2 = Math.LOG2E;
const INVERSE_LN2_HEAD = 1.4426950216293335;
const INVERSE_LN2_TAIL = 1.9259629911266175e-8;
/** -(1024 - log2(largest double + half of its last place)). */
const OVERFLOW_SLACK = 8.008566259537294e-17;
/** Beyond this |y| only x within 2^-20 of 1 gives a finite result that is not 0. */
const LARGE_EXPONENT = 2_147_483_648;

/** x^y; NaN for a negative x whose y is not whole, 0 or Infinity beyond the range of doubles. */
export function accuratePower(x: number, y: number): number {
  if (y === 0 || x === 1) return 1;
  if (y === 0.5 && x >= 0) return Math.sqrt(x);
  if (Number.isNaN(x) || Number.isNaN(y)) return NaN;
  if (y < 0 && Number.isInteger(x) && Number.isInteger(y)) return wholeInverse(x, y);
  return general(x, y);
}

/** The inverse of a whole power, rounded once while that power is exact. */
function wholeInverse(x: number, y: number): number {
  const inverse = general(x, -y);
  return Math.abs(inverse) <= TWO_TO_53 ? 1 / inverse : general(x, y);
}

function general(x: number, y: number): number {
  const isOdd = Math.abs(y) < TWO_TO_53 && y % 2 !== 0;
  if (x < 0 && !Number.isInteger(y)) return NaN;
  const sign = isOdd && (x < 0 || Object.is(x, -0)) ? -1 : 1;
  const size = Math.abs(x);
  if (size === 0 || size === 1 || size === Infinity) return sign * (y < 0 ? 1 / size : size);
  if (Math.abs(y) <= LARGE_EXPONENT) return sign * powerOfTwo(y, log2(size));
  if (Math.abs(size - 1) > 2 ** -20) return size > 1 === y > 0 ? sign * Infinity : sign * 0;
  return sign * powerOfTwo(y, log2NearOne(size - 1));
}

/** log2(1 + t) for |t| <= 2^-20. */
function log2NearOne(t: number): Pair {
  const w = t * t * (0.5 - t * (0.3333333333333333 - t * 0.25));
  const u = INVERSE_LN2_HEAD * t;
  const v = t * INVERSE_LN2_TAIL - w * INVERSE_LN2;
  const head = withoutLowWord(u + v);
  return { head, tail: v - (head - u) };
}

/** log2(x) for x > 0. */
function log2(x: number): Pair {
  const isSubnormal = x < SMALLEST_NORMAL;
  const normal = isSubnormal ? x * TWO_TO_53 : x;
  const high = highWord(normal);
  const fraction = high & 0xfffff;
  const isThreeHalves = fraction > 0x3988e && fraction < 0xbb67a;
  const isUpper = fraction >= 0xbb67a;
  const exponent = (high >> 20) - 1_023 - (isSubnormal ? 53 : 0) + (isUpper ? 1 : 0);
  const scaledHigh = fraction | (isUpper ? 0x3fe00000 : 0x3ff00000);
  return log2OfScaled(withHighWord(normal, scaledHigh), { exponent, scaledHigh, isThreeHalves });
}

interface Scaling {
  readonly exponent: number;
  readonly scaledHigh: number;
  readonly isThreeHalves: boolean;
}

/** exponent + log2(a): s = (a - b) / (a + b) in two parts, ln(a / b) = 2 s + 2/3 s^3 + …, b = 1 or 1.5. */
function log2OfScaled(a: number, { exponent, scaledHigh, isThreeHalves }: Scaling): Pair {
  const b = isThreeHalves ? 1.5 : 1;
  const u = a - b;
  const v = 1 / (a + b);
  const s = u * v;
  const sHead = withoutLowWord(s);
  const sumHead = withHighWord(0, ((scaledHigh >> 1) | 0x20000000) + 0x00080000 + (isThreeHalves ? 0x40000 : 0));
  const sumTail = a - (sumHead - b);
  const sTail = v * (u - sHead * sumHead - sHead * sumTail);
  const [pHead, pTail] = cubicPart(s, sHead, sTail);
  const zHead = CP_HEAD * pHead;
  const zTail = CP_TAIL * pHead + pTail * CP + (isThreeHalves ? LOG2_1_5_TAIL : 0);
  const offset = isThreeHalves ? LOG2_1_5_HEAD : 0;
  const head = withoutLowWord(zHead + zTail + offset + exponent);
  return { head, tail: zTail - (head - exponent - offset - zHead) };
}

/** s (3 + s^2 + …), three halves of the logarithm, in two parts. */
function cubicPart(s: number, sHead: number, sTail: number): [head: number, tail: number] {
  const square = s * s;
  const r =
    square *
      square *
      (0.5999999999999946 +
        square *
          (0.4285714285785502 +
            square *
              (0.33333332981837743 +
                square * (0.272728123808534 + square * (0.23066074577556175 + square * 0.20697501780033842))))) +
    sTail * (sHead + s);
  const squareHead = sHead * sHead;
  const tHead = withoutLowWord(3 + squareHead + r);
  const tTail = r - (tHead - 3 - squareHead);
  const u = sHead * tHead;
  const v = sTail * tHead + tTail * s;
  const head = withoutLowWord(u + v);
  return [head, v - (head - u)];
}

/** 2^(y * logarithm). */
function powerOfTwo(y: number, { head, tail }: Pair): number {
  const yHead = withoutLowWord(y);
  const low = (y - yHead) * head + y * tail;
  const high = yHead * head;
  const z = low + high;
  if (z > 1_024 || (z === 1_024 && low + OVERFLOW_SLACK > z - high)) return Infinity;
  if (z < -1_075 || (z === -1_075 && low <= z - high)) return 0;
  const n = Math.abs(z) > 0.5 ? Math.floor(z + 0.5) : 0;
  return scaleByPowerOfTwo(powerOfFraction(high - n, low), n);
}

/** 2^(high + low) for a sum of at most 1/2. */
function powerOfFraction(high: number, low: number): number {
  const t = withoutLowWord(low + high);
  const u = t * LN2_HEAD;
  const v = (low - (t - high)) * LN2 + t * LN2_TAIL;
  const z = u + v;
  const w = v - (z - u);
  const square = z * z;
  const t1 =
    z -
    square *
      (0.16666666666666602 +
        square *
          (-0.0027777777777015593 +
            square * (0.00006613756321437934 + square * (-0.0000016533902205465252 + square * 4.1381367970572385e-8))));
  return 1 - ((z * t1) / (t1 - 2) - (w + z * w) - z);
}
