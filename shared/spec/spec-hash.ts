import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import type { SpecDocument } from '../contracts/spec-document.ts';
import { canonicalSpecText } from '../contracts/spec-text.ts';

/** SHA-256 (64 hex digits) of the spec without its seed. */
export function specHash(spec: SpecDocument): string {
  return bytesToHex(sha256(utf8ToBytes(canonicalSpecText(spec))));
}
