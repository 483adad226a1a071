import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { canonicalJson } from '../contracts/canonical-json.ts';
import type { SpecDocument } from '../contracts/spec-document.ts';

/** SHA-256 (64 hex digits) of the spec without its seed: the same for every spelling of the same data. */
export function specHash(spec: SpecDocument): string {
  return bytesToHex(sha256(utf8ToBytes(canonicalJson({ ...spec, seed: undefined }))));
}
