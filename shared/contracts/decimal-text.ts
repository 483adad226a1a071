/**
 * The unscaled integer of a decimal: 12.5 at scale 2 is 1250n. `undefined` when the value is not a finite decimal or
 * needs more places than `scale`. Numbers are taken as they print, so 0.1 is one tenth.
 */
export function parseUnscaled(value: number | string, scale: number): bigint | undefined {
  const match = /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]?\d{1,3}))?$/.exec(String(value).toLowerCase());
  if (match === null) return undefined;
  const digits = (match[2] ?? '') + (match[3] ?? '');
  const shift = scale + Number(match[4] ?? 0) - (match[3] ?? '').length;
  const magnitude = shiftDigits(digits, shift);
  if (magnitude === undefined) return undefined;
  return match[1] === '-' ? -magnitude : magnitude;
}

/** digits x 10^shift, when that is a whole number. */
function shiftDigits(digits: string, shift: number): bigint | undefined {
  if (shift >= 0) return BigInt(digits + '0'.repeat(shift));
  const kept = digits.length + shift;
  if (/[1-9]/.test(digits.slice(Math.max(kept, 0)))) return undefined;
  return BigInt(digits.slice(0, Math.max(kept, 0)) || '0');
}
