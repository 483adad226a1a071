import { createHash } from 'node:crypto';

/**
 * A seed, 0..2^53-1, that is a function of what it is for: two tries of the same thing make the same rows. The first 53
 * bits of a SHA-256 over the parts, which must not hold U+0000.
 */
export function deriveSeed(...parts: readonly (string | number)[]): number {
  const digest = createHash('sha256').update(parts.join('\0')).digest();
  return digest.readUIntBE(0, 6) * 2 ** 5 + (digest[6]! >> 3);
}
