/**
 * The standard normal law: distribution function, survival function, quantiles.
 *
 * Source: Cody 1969, "Rational Chebyshev approximations for the error function", Math. Comp. 23, as in SPECFUN's ANORM;
 * Wichura 1988, Algorithm AS 241 (PPND16), Applied Statistics 37.
 * Checked against: test/golden/numerics (mpmath); relative error below 1e-15.
 */
import { exp } from './exp.ts';
import { log } from './log.ts';

const SQRT_32 = 5.656854249492381;
const ONE_OVER_SQRT_2_PI = 0.3989422804014327;

/** P(X <= x). */
export function normalCdf(x: number): number {
  if (Math.abs(x) <= 0.67448975) return 0.5 + centre(x);
  return x < 0 ? tail(-x) : 1 - tail(x);
}

/** P(X > x), accurate far in the upper tail. */
export function normalSurvival(x: number): number {
  return normalCdf(-x);
}

/** The x with P(X <= x) = p, for p in (0, 1); most accurate for p <= 1/2. */
export function normalQuantile(p: number): number {
  const q = p - 0.5;
  if (Math.abs(q) <= 0.425) return q * ratio(0.180625 - q * q, AS241_CENTRE);
  const r = Math.sqrt(-log(q < 0 ? p : 1 - p));
  const x = r <= 5 ? ratio(r - 1.6, AS241_MIDDLE) : ratio(r - 5, AS241_FAR);
  return q < 0 ? -x : x;
}

/** Numerator and denominator polynomials, highest power first. */
type RationalPolynomial = readonly [readonly number[], readonly number[]];

function ratio(x: number, [numerator, denominator]: RationalPolynomial): number {
  return polynomial(x, numerator) / polynomial(x, denominator);
}

function polynomial(x: number, coefficients: readonly number[]): number {
  let value = 0;
  for (const coefficient of coefficients) value = value * x + coefficient;
  return value;
}

/** P(0 < X <= x) with the sign of x, for |x| <= 0.675. */
function centre(x: number): number {
  return x * ratio(x * x, CODY_CENTRE);
}

/** P(X > x) for x > 0.67. */
function tail(x: number): number {
  if (x > 38.6) return 0;
  return gauss(x) * (x <= SQRT_32 ? ratio(x, CODY_MIDDLE) : farRatio(x));
}

function farRatio(x: number): number {
  const inverseSquare = 1 / (x * x);
  return (ONE_OVER_SQRT_2_PI - inverseSquare * ratio(inverseSquare, CODY_FAR)) / x;
}

/** e^(-x^2 / 2): x^2 in an exact part (x cut to sixteenths) and a small rest, since exp doubles the relative error of a large argument. */
function gauss(x: number): number {
  const cut = Math.floor(x * 16) / 16;
  return exp(-0.5 * cut * cut) * exp(-0.5 * (x - cut) * (x + cut));
}

const CODY_CENTRE: RationalPolynomial = [
  [0.06568233791820745, 2.2352520354606837, 161.02823106855587, 1067.6894854603709, 18154.98125334356],
  [1, 47.202581904688245, 976.0985517377767, 10260.932208618979, 45507.78933502673],
];
const CODY_MIDDLE: RationalPolynomial = [
  [
    1.0765576773720192e-8, 0.39894151208813466, 8.883149794388377, 93.50665613217785, 597.2702763948002,
    2494.5375852903726, 6848.190450536283, 11602.65143764735, 9842.714838383978,
  ],
  [
    1, 22.266688044328117, 235.387901782625, 1519.3775994075547, 6485.558298266761, 18615.571640885097,
    34900.95272114598, 38912.00328609327, 19685.429676859992,
  ],
];
const CODY_FAR: RationalPolynomial = [
  [
    0.023073441764940174, 0.215898534057957, 0.12740116116024736, 0.022235277870649807, 0.0014216191932278934,
    0.000029112874951168793,
  ],
  [1, 1.284260096144911, 0.4682382124808651, 0.06598813786892856, 0.0037823963320275824, 0.00007297515550839662],
];
const AS241_CENTRE: RationalPolynomial = [
  [
    2509.0809287301227, 33430.57558358813, 67265.7709270087, 45921.95393154987, 13731.69376550946, 1971.5909503065513,
    133.14166789178438, 3.3871328727963665,
  ],
  [
    5226.495278852546, 28729.085735721943, 39307.89580009271, 21213.794301586597, 5394.196021424751, 687.1870074920579,
    42.31333070160091, 1,
  ],
];
const AS241_MIDDLE: RationalPolynomial = [
  [
    0.0007745450142783414, 0.022723844989269184, 0.2417807251774506, 1.2704582524523684, 3.6478483247632045,
    5.769497221460691, 4.630337846156546, 1.4234371107496835,
  ],
  [
    1.0507500716444169e-9, 0.0005475938084995345, 0.015198666563616457, 0.14810397642748008, 0.6897673349851,
    1.6763848301838038, 2.053191626637759, 1,
  ],
];
const AS241_FAR: RationalPolynomial = [
  [
    2.0103343992922881e-7, 0.000027115555687434876, 0.0012426609473880784, 0.026532189526576124, 0.29656057182850487,
    1.7848265399172913, 5.463784911164114, 6.657904643501103,
  ],
  [
    2.0442631033899397e-15, 1.421511758316446e-7, 0.000018463183175100548, 0.0007868691311456133, 0.014875361290850615,
    0.1369298809227358, 0.599832206555888, 1,
  ],
];
