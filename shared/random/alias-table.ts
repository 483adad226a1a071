import { invariant } from '../errors/invariant.ts';

/** One code's share before the table balances it. */
const UNITS_PER_CODE = 4_294_967_296;
const CODES_MAX = 65_536;

/** What the alias kernels read: u32 thresholds[size], then u16 aliases[size]. */
export interface AliasTable {
  readonly size: number;
  readonly bytes: Uint8Array;
}

/**
 * The alias table of 1..65,536 codes with the given weights (finite, not negative, at least one above 0).
 *
 * Probabilities become whole units of 1 / (size * 2^32) by largest remainder, so that they sum to exactly 1 and are off
 * by less than one unit; from there all arithmetic is exact. A weight of 0 gets no unit and is never drawn; a weight
 * below half a unit may be lost. The same weights give the same table everywhere.
 *
 * Source: Vose 1991, "A linear algorithm for generating random numbers with a given distribution".
 */
export function buildAliasTable(weights: readonly number[]): AliasTable {
  const size = weights.length;
  const units = unitsOf(weights);
  const bytes = new Uint8Array(size * 6);
  const thresholds = new Uint32Array(bytes.buffer, 0, size);
  const aliases = new Uint16Array(bytes.buffer, size * 4, size);
  const { small, large } = partition(units);
  while (small.length > 0) {
    const receiver = small.pop()!;
    const giver = large.at(-1)!;
    thresholds[receiver] = units[receiver]!;
    aliases[receiver] = giver;
    units[giver]! -= UNITS_PER_CODE - units[receiver]!;
    if (units[giver]! < UNITS_PER_CODE) small.push(large.pop()!);
  }
  // What is left has exactly its share; a threshold of 2^32 does not fit, so both outcomes are the code itself.
  for (const code of large) {
    thresholds[code] = UNITS_PER_CODE - 1;
    aliases[code] = code;
  }
  return { size, bytes };
}

function partition(units: Float64Array): { small: number[]; large: number[] } {
  const small: number[] = [];
  const large: number[] = [];
  for (const [code, share] of units.entries()) (share < UNITS_PER_CODE ? small : large).push(code);
  return { small, large };
}

/** Whole units per code, size * 2^32 in all (at most 2^48, exact in a double). */
function unitsOf(weights: readonly number[]): Float64Array {
  const size = weights.length;
  invariant(size >= 1 && size <= CODES_MAX, `an alias table has 1..${CODES_MAX} codes, not ${size}`);
  const largest = weights.reduce((max, weight) => Math.max(max, weight), 0);
  invariant(largest > 0 && largest < Infinity, 'weights are finite and one is above 0');
  // Equal weights need no balancing: what follows gives the same, only fifty times slower.
  if (weights.every((weight) => weight === largest)) return new Float64Array(size).fill(UNITS_PER_CODE);
  const total = size * UNITS_PER_CODE;
  const shares = sharesOf(weights, largest);
  const units = new Float64Array(size);
  let left = total;
  for (const [code, share] of shares.entries()) {
    units[code] = Math.floor(share * total);
    left -= units[code]!;
  }
  settle(units, shares, left);
  return units;
}

/** Weights divided by their sum; divided by the largest first, so that the sum cannot overflow. */
function sharesOf(weights: readonly number[], largest: number): Float64Array {
  const shares = Float64Array.from(weights, (weight) => weight / largest);
  let sum = 0;
  let compensation = 0;
  for (const share of shares) {
    // Kahan: the error of each addition is carried into the next one.
    const added = share - compensation;
    const next = sum + added;
    compensation = next - sum - added;
    sum = next;
  }
  return shares.map((share) => share / sum);
}

/** Hands out (or takes back) the units that rounding left, one each: largest remainders first, then lower codes. */
function settle(units: Float64Array, shares: Float64Array, left: number): void {
  const total = units.length * UNITS_PER_CODE;
  const remainders = shares.map((share, code) => share * total - units[code]!);
  const order = Uint32Array.from(units.keys())
    .filter((code) => shares[code]! > 0)
    .sort((a, b) => remainders[b]! - remainders[a]! || a - b);
  for (let i = 0, rest = left; rest !== 0; i = (i + 1) % order.length) {
    const step = Math.sign(rest);
    if (units[order[i]!]! + step < 0) continue;
    units[order[i]!]! += step;
    rest -= step;
  }
}
