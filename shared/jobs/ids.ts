import { randomBytes } from 'node:crypto';

/** Crockford's base 32: sorts as its bytes do, has no letters that read as digits. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const TIME_LENGTH = 10;
const RANDOM_LENGTH = 16;

/** The id of a new job. */
export function makeJobId(nowMs: number = Date.now()): string {
  return makeId('job', nowMs);
}

/**
 * `prefix_` and 26 characters: 50 bits of milliseconds, then 80 random bits (ULID's layout, lower case). Ids sort by the
 * time they were made; they are names, never a source of values.
 */
export function makeId(prefix: string, nowMs: number = Date.now()): string {
  return `${prefix}_${encodeTime(nowMs)}${encodeRandom()}`;
}

function encodeTime(nowMs: number): string {
  let text = '';
  let rest = Math.floor(nowMs);
  for (let position = 0; position < TIME_LENGTH; position++) {
    text = ALPHABET[rest % 32] + text;
    rest = Math.floor(rest / 32);
  }
  return text;
}

function encodeRandom(): string {
  // Five bits of each byte are used: 256 is a multiple of 32, so no letter is favoured.
  return Array.from(randomBytes(RANDOM_LENGTH), (byte) => ALPHABET[byte % 32]).join('');
}
