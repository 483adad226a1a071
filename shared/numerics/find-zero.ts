/** Where an increasing function is 0: by Newton's steps, or between two known points. */

/** The function at one place. */
export interface Linear {
  readonly value: number;
  /** The derivative, above 0; an estimate does. */
  readonly slope: number;
}

const STEPS_MAX = 200;
/** Newton's next step leaves about the square of this. */
const CLOSE = 1e-9;
/** An estimate of a slope is trusted to this factor. */
const CORRECTION_MAX = 8;
/** Far from the zero a tangent may point anywhere. */
const STEP_MAX = 64;

/**
 * The zero of an increasing function by Newton's steps from `start`, halved into the known bracket where they leave it.
 * Estimated slopes are corrected by how far the last step really led. Meant for logarithms of probabilities, whose
 * curvature is about the square of their slope: exact to about 1e-16 of 1 / slope.
 */
export function findZero(evaluate: (x: number) => Linear, start: number): number {
  let [low, high, x] = [-Infinity, Infinity, start];
  let last: (Linear & { readonly x: number }) | undefined;
  let correction = 1;
  for (let step = 0; step < STEPS_MAX; step++) {
    const { value, slope } = evaluate(x);
    if (value === 0) return x;
    if (value < 0) low = x;
    else high = x;
    correction = last === undefined ? 1 : correctionOf(last, { x, value, slope }) || correction;
    last = { x, value, slope };
    const change = Math.min(Math.max(-value / (slope * correction), -STEP_MAX), STEP_MAX);
    if (Math.abs(value) < CLOSE) return x + change;
    if (x + change > low && x + change < high) x += change;
    else if (high - low < Infinity) x = halfway(low, high);
    else x += value < 0 ? 1 : -1;
    if (x === low || x === high) return high;
  }
  return x;
}

/** The secant's slope over the mean of both given slopes, which is 1 for derivatives and short steps; 0 when it says nothing. */
function correctionOf(last: Linear & { readonly x: number }, next: Linear & { readonly x: number }): number {
  const secant = (next.value - last.value) / (next.x - last.x);
  const correction = (2 * secant) / (last.slope + next.slope);
  return correction > 1 / CORRECTION_MAX && correction < CORRECTION_MAX ? correction : 0;
}

/**
 * The smallest x in [low, high] with value(x) >= 0, for a function that never falls and is at least 0 at `high`; found
 * to the last digit, steps included.
 *
 * Source: Chandrupatla 1997, "A new hybrid quadratic/bisection algorithm", Adv. Eng. Softw. 28.
 */
export function findCrossing(value: (x: number) => number, low: number, high: number): number {
  let [a, fa] = [high, value(high)];
  let [b, fb] = [low, value(low)];
  let [c, fc] = [a, fa];
  if (fb >= 0) return low;
  let share = 0.5;
  for (let step = 0; step < STEPS_MAX; step++) {
    let x = a + share * (b - a);
    if (share === 0.5 || x === a || x === b) x = halfway(a, b);
    if (x === a || x === b) break;
    const fx = value(x);
    if (fx >= 0 === fa >= 0) [c, fc] = [a, fa];
    else [c, fc, b, fb] = [b, fb, a, fa];
    [a, fa] = [x, fx];
    share = nextShare({ a, fa, b, fb, c, fc });
  }
  const found = Math.max(a, b);
  // Doubles are so dense around 0 that a crossing there is approached and not met.
  return low < 0 && found > 0 && value(0) >= 0 ? 0 : found;
}

interface Points {
  readonly a: number;
  readonly fa: number;
  readonly b: number;
  readonly fb: number;
  readonly c: number;
  readonly fc: number;
}

/** How far from a to b to look next: by inverse quadratic interpolation where that is safe, else in the middle. */
function nextShare({ a, fa, b, fb, c, fc }: Points): number {
  const xi = (a - b) / (c - b);
  const phi = (fa - fb) / (fc - fb);
  if (!(phi * phi < xi && (1 - phi) * (1 - phi) < 1 - xi)) return 0.5;
  const share = (fa / (fb - fa)) * (fc / (fb - fc)) + ((c - a) / (b - a)) * (fa / (fc - fa)) * (fb / (fc - fb));
  return Math.min(Math.max(share, 1e-6), 1 - 1e-6);
}

/** The middle of two numbers, whose difference may be beyond the range of doubles. */
function halfway(a: number, b: number): number {
  return 0.5 * a + 0.5 * b;
}
