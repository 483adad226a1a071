import { AppError } from '../../shared/errors/app-error.ts';

const SCALE_MAX = 1e9;
const FACTORS: Readonly<Record<string, number>> = { '': 1, k: 1e3, m: 1e6, g: 1e9 };

/** `10m` = 10,000,000; also `1e6`, `10_000`, `2.5k`. Throws INVALID_REQUEST unless it is a whole number up to 2^53-1. */
export function parseRowCount(name: string, text: string): number {
  const [, digits = '', suffix = ''] = /^(\d[\d_]*(?:\.\d+)?(?:e\d{1,2})?)([kmg]?)$/i.exec(text) ?? [];
  const count = digits === '' ? Number.NaN : Number(digits.replaceAll('_', '')) * FACTORS[suffix.toLowerCase()]!;
  if (Number.isSafeInteger(count)) return count;
  throw new AppError(
    'INVALID_REQUEST',
    `--${name} ${text}: expected a whole number of rows like 5000, 10k, 10m, 1e6 or 10_000, at most 2^53-1`,
  );
}

/** What --scale multiplies rows by: above 0, `100` or `0.01`. Throws INVALID_REQUEST. */
export function parseScale(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const scale = /^\d+(\.\d+)?$/.test(text) ? Number(text) : 0;
  if (scale > 0 && scale <= SCALE_MAX) return scale;
  throw new AppError('INVALID_REQUEST', `--scale ${text}: expected a number above 0, at most ${SCALE_MAX}`);
}
