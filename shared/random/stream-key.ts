import { sha256 } from '@noble/hashes/sha2.js';

/** Which stream of random numbers: every part of the name changes all of it. */
export interface StreamName {
  readonly generationVersion: number;
  /** 0..2^53-1. */
  readonly seed: number;
  readonly table: string;
  /** The column's or the entity's name. */
  readonly name: string;
  /** What the numbers decide: `value`, `null`, … Two purposes of one column never share a stream. */
  readonly purpose: string;
}

/** 128 bits, two u64. */
export interface StreamKey {
  readonly k0: bigint;
  readonly k1: bigint;
}

const DOMAIN = 'tabular.stream';
const utf8 = new TextEncoder();

/**
 * The key of a stream: the first 16 bytes of SHA-256 over the parts, each behind its length, so that no two names give
 * the same text. Keys of neighbouring seeds or names have nothing in common.
 */
export function streamKey({ generationVersion, seed, table, name, purpose }: StreamName): StreamKey {
  const digest = sha256(lengthPrefixed([DOMAIN, String(generationVersion), String(seed), table, name, purpose]));
  const view = new DataView(digest.buffer, digest.byteOffset);
  return { k0: view.getBigUint64(0, true), k1: view.getBigUint64(8, true) };
}

/** The key as kernels read it: k0 then k1, little-endian. */
export function keyBytes({ k0, k1 }: StreamKey): Uint8Array {
  const bytes = new Uint8Array(16);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, k0, true);
  view.setBigUint64(8, k1, true);
  return bytes;
}

/** u32 little-endian byte length, then UTF-8, part after part. */
function lengthPrefixed(parts: readonly string[]): Uint8Array {
  const encoded = parts.map((part) => utf8.encode(part));
  const bytes = new Uint8Array(encoded.reduce((sum, part) => sum + 4 + part.length, 0));
  const view = new DataView(bytes.buffer);
  let offset = 0;
  for (const part of encoded) {
    view.setUint32(offset, part.length, true);
    bytes.set(part, offset + 4);
    offset += 4 + part.length;
  }
  return bytes;
}
