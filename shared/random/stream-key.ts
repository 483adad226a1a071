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

/** SHA-256 of some bytes. */
export type Digest = (bytes: Uint8Array) => Uint8Array;

/** The key of a stream. Keys of neighbouring seeds or names have nothing in common. */
export function streamKey(name: StreamName): StreamKey {
  const bytes = streamKeyBytes(name);
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  return { k0: view.getBigUint64(0, true), k1: view.getBigUint64(8, true) };
}

/**
 * The same as kernels read it, k0 then k1, little-endian: the first 16 bytes of SHA-256 over the parts, each behind its
 * length, so that no two names give the same text. Servers that draw many seeds pass their platform's own `digest`.
 */
export function streamKeyBytes(
  { generationVersion, seed, table, name, purpose }: StreamName,
  digest: Digest = sha256,
): Uint8Array {
  const parts = [DOMAIN, String(generationVersion), String(seed), table, name, purpose];
  return digest(lengthPrefixed(parts)).subarray(0, 16);
}

/** A key of any making as kernels read it. */
export function keyBytes({ k0, k1 }: StreamKey): Uint8Array {
  const bytes = new Uint8Array(16);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, k0, true);
  view.setBigUint64(8, k1, true);
  return bytes;
}

/** u32 little-endian byte length, then UTF-8, part after part. */
function lengthPrefixed(parts: readonly string[]): Uint8Array {
  const sizeMax = parts.reduce((sum, part) => sum + 4 + 3 * part.length, 0);
  const bytes = new Uint8Array(sizeMax);
  let end = 0;
  for (const part of parts) {
    const start = end + 4;
    end = start + encodePart(part, bytes, start);
    const size = end - start;
    bytes[start - 4] = size;
    bytes[start - 3] = size >>> 8;
    bytes[start - 2] = size >>> 16;
    bytes[start - 1] = size >>> 24;
  }
  return bytes.subarray(0, end);
}

/** UTF-8 at `start`; answers the bytes written. The encoder costs far more than the few letters that names mostly are. */
function encodePart(part: string, bytes: Uint8Array, start: number): number {
  for (let i = 0; i < part.length; i++) {
    const code = part.charCodeAt(i);
    if (code > 0x7f) return utf8.encodeInto(part, bytes.subarray(start)).written;
    bytes[start + i] = code;
  }
  return part.length;
}
