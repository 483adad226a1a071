/**
 * Below 0, 0 or above 0, by code points: the order of UTF-8 bytes and of SQL's binary collations. JavaScript's own
 * order puts characters beyond U+FFFF before U+E000..U+FFFF.
 */
export function compareText(left: string, right: string): number {
  const length = Math.min(left.length, right.length);
  for (let at = 0; at < length; at++) {
    const [a, b] = [left.charCodeAt(at), right.charCodeAt(at)];
    if (a !== b) return rank(a) - rank(b);
  }
  return left.length - right.length;
}

/** Surrogates stand for characters beyond U+FFFF, so they come last. */
function rank(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}

/** The lesser of two; null (NaN in numbers) does not count, unless both are. */
export function leastNumber(a: number, b: number): number {
  if (Number.isNaN(a)) return b;
  return a > b ? b : a;
}

/** The greater of two, nulls as in `leastNumber`. */
export function greatestNumber(a: number, b: number): number {
  if (Number.isNaN(a)) return b;
  return a < b ? b : a;
}

/** The first of two by code points; null does not count, unless both are. */
export function leastText(a: string | null, b: string | null): string | null {
  if (a === null || b === null) return a ?? b;
  return compareText(a, b) > 0 ? b : a;
}

/** The last of two by code points, nulls as in `leastText`. */
export function greatestText(a: string | null, b: string | null): string | null {
  if (a === null || b === null) return a ?? b;
  return compareText(a, b) < 0 ? b : a;
}
