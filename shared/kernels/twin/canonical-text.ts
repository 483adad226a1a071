/** Texts of the types that JavaScript has no exact text for; the oracle of the text kernels. */

const MICROSECONDS_PER_SECOND = 1_000_000n;
const MICROSECONDS_PER_DAY = 86_400n * MICROSECONDS_PER_SECOND;

/** unscaled * 10^-scale with exactly `scale` digits after the point. */
export function decimalText(unscaled: bigint, scale: number): string {
  const digits = (unscaled < 0n ? -unscaled : unscaled).toString().padStart(scale + 1, '0');
  const point = digits.length - scale;
  return (unscaled < 0n ? '-' : '') + (scale === 0 ? digits : `${digits.slice(0, point)}.${digits.slice(point)}`);
}

/**
 * `YYYY-MM-DD` of days since 1970-01-01, years 0000..9999.
 * Source: Hinnant, "chrono-compatible low-level date algorithms", civil_from_days.
 */
export function dateText(days: number): string {
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1_460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const marchMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * marchMonth + 2) / 5) + 1;
  const month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  return `${padded(year, 4)}-${padded(month, 2)}-${padded(day, 2)}`;
}

/** `HH:MM:SS.ffffff` of microseconds since midnight. */
export function timeText(microseconds: bigint): string {
  const seconds = Number(microseconds / MICROSECONDS_PER_SECOND);
  const clock = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60];
  const fraction = padded(Number(microseconds % MICROSECONDS_PER_SECOND), 6);
  return `${clock.map((part) => padded(part, 2)).join(':')}.${fraction}`;
}

/** `YYYY-MM-DDTHH:MM:SS.ffffff` of microseconds since 1970-01-01, with `Z` for instants. */
export function timestampText(microseconds: bigint, isUtc: boolean): string {
  const rest = ((microseconds % MICROSECONDS_PER_DAY) + MICROSECONDS_PER_DAY) % MICROSECONDS_PER_DAY;
  const days = Number((microseconds - rest) / MICROSECONDS_PER_DAY);
  return `${dateText(days)}T${timeText(rest)}${isUtc ? 'Z' : ''}`;
}

/** Lower-case hexadecimal digits with hyphens, of 16 bytes. */
export function uuidText(bytes: Uint8Array): string {
  const hex = bytes.toHex();
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

function padded(value: number, digits: number): string {
  return String(value).padStart(digits, '0');
}
