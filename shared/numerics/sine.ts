/**
 * The sine with the same bits on every engine; error below 1 ulp.
 *
 * Source: Sun Microsystems fdlibm, k_sin.c and k_cos.c (coefficients).
 * Checked against: test/golden/numerics/special.json (mpmath).
 */
const QUARTER_PI = 0.7853981633974483;
/** pi / 2 as the sum of two doubles. */
const HALF_PI_HIGH = 1.5707963267948966;
const HALF_PI_LOW = 6.123233995736766e-17;

/** sin x for x in [0, pi / 2]. */
export function sine(x: number): number {
  return x <= QUARTER_PI ? smallSine(x) : smallCosine(HALF_PI_HIGH - x + HALF_PI_LOW);
}

function smallSine(x: number): number {
  const z = x * x;
  const rest =
    0.00833333333332249 +
    z *
      (-0.0001984126982985795 + z * (2.7557313707070068e-6 + z * (-2.5050760253406863e-8 + z * 1.58969099521155e-10)));
  return x + x * z * (-0.16666666666666632 + z * rest);
}

function smallCosine(x: number): number {
  const z = x * x;
  const rest =
    0.0416666666666666 +
    z *
      (-0.001388888888887411 +
        z *
          (0.00002480158728947673 +
            z * (-2.7557314351390663e-7 + z * (2.087572321298175e-9 + z * -1.1359647557788195e-11))));
  return 1 - (0.5 * z - z * z * rest);
}
