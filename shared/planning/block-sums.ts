import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';

const SUM_BYTES = 8;

/** The object of a key's sums: one little-endian float64 after the other, nothing else. */
export function encodeBlockSums(sums: Float64Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(sums.length * SUM_BYTES);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < sums.length; i++) view.setFloat64(i * SUM_BYTES, sums[i]!, true);
  return bytes;
}

/** What an object holds, or nothing when it is not the one that `hash` names: cut short, or with other bytes. */
export function decodeBlockSums(bytes: Uint8Array, hash: string): Float64Array | undefined {
  if (hashOf(bytes) !== hash) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Float64Array.from({ length: bytes.length / SUM_BYTES }, (_, i) => view.getFloat64(i * SUM_BYTES, true));
}

/** SHA-256 of the object, 64 hex digits: what a plan calls the sums. */
export function hashBlockSums(sums: Float64Array): string {
  return hashOf(encodeBlockSums(sums));
}

function hashOf(bytes: Uint8Array): string {
  return bytesToHex(sha256(bytes));
}
