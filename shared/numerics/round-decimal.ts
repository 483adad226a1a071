/**
 * Rounds a number as it prints: its shortest decimal, half away from zero, to 10^-places. So 1.005 becomes 1.01, though
 * the double lies a little below; binary rounding would give 1.
 *
 * Checked against: exact decimal arithmetic on the printed digits (test/unit/numerics/round-decimal.test.ts).
 */

/** Powers of ten that doubles hold exactly. */
const EXACT_POWERS = Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));
const PLACES_MAX = 22;
/** From here on doubles are whole numbers. */
const WHOLE_FROM = 4_503_599_627_370_496;

/** `x` to `places` decimals (below 0: tens, hundreds, …); the fraction of `places` is cut off. */
export function roundDecimal(x: number, places: number): number {
  const digits = Math.trunc(places);
  if (digits > PLACES_MAX || (digits >= 0 && Math.abs(x) >= WHOLE_FROM)) return x;
  if (digits < -PLACES_MAX) return 0;
  const scale = EXACT_POWERS[Math.abs(digits)]!;
  const scaled = Math.abs(digits < 0 ? x / scale : x * scale);
  if (scaled >= WHOLE_FROM) return roundLarge(x, digits);
  const whole = roundScaled(scaled, x, digits);
  return Math.sign(x) * (digits < 0 ? whole * scale : whole / scale);
}

/** Half up; where the product's own rounding could decide, by the digits. */
function roundScaled(scaled: number, x: number, digits: number): number {
  const floor = Math.floor(scaled);
  const distance = scaled - floor - 0.5;
  if (Math.abs(distance) > scaled * 4.5e-16) return distance > 0 ? floor + 1 : floor;
  return roundDigits(x, digits);
}

/** Where |x| * 10^digits is no exact whole number any more, though `x` may print with more places than asked for. */
function roundLarge(x: number, digits: number): number {
  const { kept, isUp } = cutDigits(x, digits);
  return Math.sign(x) * Number(`${BigInt(kept) + (isUp ? 1n : 0n)}e${-digits}`);
}

/** |x| * 10^digits to a whole number, half up by the printed digits. */
function roundDigits(x: number, digits: number): number {
  const { kept, isUp } = cutDigits(x, digits);
  return Number(kept) + (isUp ? 1 : 0);
}

/** The printed digits of |x| * 10^digits before the point, and whether the first one after it is 5 or above. */
function cutDigits(x: number, digits: number): { kept: string; isUp: boolean } {
  const [mantissa, exponent] = Math.abs(x).toExponential().split('e') as [string, string];
  const printed = mantissa.replace('.', '');
  const cut = Number(exponent) + digits + 1;
  if (cut < 0) return { kept: '0', isUp: false };
  return { kept: printed.slice(0, cut).padEnd(cut, '0') || '0', isUp: (printed[cut] ?? '0') >= '5' };
}
