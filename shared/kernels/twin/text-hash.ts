/** A 128-bit hash as two words modulo 2^64. */
export interface HashPair {
  readonly high: bigint;
  readonly low: bigint;
}

/** What a null hashes to: hexadecimal digits of pi, which no text hashes to but by chance. */
export const NULL_HASH: HashPair = { high: 0x243f6a8885a308d3n, low: 0x13198a2e03707344n };

const C1 = 0x87c37b91114253d5n;
const C2 = 0x4cf5ad432745937fn;

/** x modulo 2^64. */
export function wrap(x: bigint): bigint {
  return BigInt.asUintN(64, x);
}

export function rotateLeft(x: bigint, bits: bigint): bigint {
  return wrap(x << bits) | (x >> (64n - bits));
}

/** MurmurHash3's 64-bit finaliser. */
export function mix(x: bigint): bigint {
  const first = wrap((x ^ (x >> 33n)) * 0xff51afd7ed558ccdn);
  const second = wrap((first ^ (first >> 33n)) * 0xc4ceb9fe1a85ec53n);
  return second ^ (second >> 33n);
}

/**
 * MurmurHash3_x64_128 with seed 0.
 *
 * Source: Appleby, MurmurHash3.cpp (public domain). Checked against: published values in test/unit/kernels/text-digest.test.ts.
 */
export function murmurHash3(text: Uint8Array): HashPair {
  let h1 = 0n;
  let h2 = 0n;
  const bodyEnd = text.length - (text.length % 16);
  for (let at = 0; at < bodyEnd; at += 16) {
    h1 ^= scramble1(word(text, at));
    h1 = wrap(wrap(rotateLeft(h1, 27n) + h2) * 5n + 0x52dce729n);
    h2 ^= scramble2(word(text, at + 8));
    h2 = wrap(wrap(rotateLeft(h2, 31n) + h1) * 5n + 0x38495ab5n);
  }
  h2 ^= scramble2(word(text, bodyEnd + 8)) ^ BigInt(text.length);
  h1 ^= scramble1(word(text, bodyEnd)) ^ BigInt(text.length);
  h1 = wrap(h1 + h2);
  h2 = mix(wrap(h2 + h1));
  h1 = wrap(mix(h1) + h2);
  return { high: h1, low: wrap(h2 + h1) };
}

function scramble1(k: bigint): bigint {
  return wrap(rotateLeft(wrap(k * C1), 31n) * C2);
}

function scramble2(k: bigint): bigint {
  return wrap(rotateLeft(wrap(k * C2), 33n) * C1);
}

/** Eight bytes from `at`, little-endian; zeros beyond the text's end. */
function word(text: Uint8Array, at: number): bigint {
  let value = 0n;
  for (let i = Math.min(at + 8, text.length) - 1; i >= at; i--) value = (value << 8n) | BigInt(text[i]!);
  return value;
}
