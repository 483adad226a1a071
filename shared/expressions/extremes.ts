/** `least` and `greatest` of two values: null (NaN in numbers) does not count, unless both are. */
import { compareText } from './compare-text.ts';

export function leastNumber(a: number, b: number): number {
  if (Number.isNaN(a)) return b;
  return a > b ? b : a;
}

export function greatestNumber(a: number, b: number): number {
  if (Number.isNaN(a)) return b;
  return a < b ? b : a;
}

export function leastText(a: string | null, b: string | null): string | null {
  if (a === null || b === null) return a ?? b;
  return compareText(a, b) > 0 ? b : a;
}

export function greatestText(a: string | null, b: string | null): string | null {
  if (a === null || b === null) return a ?? b;
  return compareText(a, b) < 0 ? b : a;
}
