import type { Limit } from './check-limits.ts';

/** Whole steps of 10^-scale, both ends included. */
export interface StepRange {
  readonly min: bigint;
  readonly max: bigint;
}

/**
 * The steps that a column may take: within its type and its checks, and within what is wished for where that leaves
 * any. Undefined when the checks leave nothing.
 */
export function stepRange(
  type: StepRange,
  wish: StepRange,
  limits: { readonly lows: readonly Limit[]; readonly highs: readonly Limit[]; readonly scale: number },
): StepRange | undefined {
  let { min, max } = type;
  for (const { text, isExclusive } of limits.lows) {
    const low = floorSteps(text, limits.scale);
    if (low === undefined) continue;
    const first = low.isExact && !isExclusive ? low.steps : low.steps + 1n;
    if (first > min) min = first;
  }
  for (const { text, isExclusive } of limits.highs) {
    const high = floorSteps(text, limits.scale);
    if (high === undefined) continue;
    const last = high.isExact && isExclusive ? high.steps - 1n : high.steps;
    if (last < max) max = last;
  }
  if (min > max) return undefined;
  const wished = { min: wish.min > min ? wish.min : min, max: wish.max < max ? wish.max : max };
  return wished.min <= wished.max ? wished : { min, max };
}

/** The greatest step that is not above a number as SQL writes it: 12.345 at scale 2 is 1234 and not exact. */
export function floorSteps(
  text: string,
  scale: number,
): { readonly steps: bigint; readonly isExact: boolean } | undefined {
  const match = /^([+-]?)(\d*)\.?(\d*)(?:[eE]([+-]?\d{1,3}))?$/.exec(text.trim());
  if (match === null || `${match[2]}${match[3]}` === '') return undefined;
  const digits = `${match[2]}${match[3]}`;
  const shift = scale + Number(match[4] ?? 0) - (match[3]?.length ?? 0);
  const kept = shift >= 0 ? digits + '0'.repeat(shift) : digits.slice(0, Math.max(0, digits.length + shift));
  const isExact = shift >= 0 || !/[1-9]/.test(digits.slice(Math.max(0, digits.length + shift)));
  const magnitude = BigInt(kept === '' ? '0' : kept);
  if (match[1] !== '-') return { steps: magnitude, isExact };
  return { steps: isExact ? -magnitude : -magnitude - 1n, isExact };
}

/** A number of steps as a decimal: 1234 at scale 2 is 12.34. */
export function stepsText(steps: bigint, scale: number): string {
  if (scale === 0) return steps.toString();
  const digits = (steps < 0n ? -steps : steps).toString().padStart(scale + 1, '0');
  return `${steps < 0n ? '-' : ''}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}
