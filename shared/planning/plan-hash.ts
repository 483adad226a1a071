import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { canonicalJson } from '../contracts/canonical-json.ts';
import type { Plan } from '../contracts/plan.ts';

/** SHA-256 (64 hex digits) of everything in the plan. */
export function planHash(plan: Plan): string {
  return sha256Hex(canonicalJson(plan));
}

/** SHA-256 of a text's UTF-8, 64 hex digits. */
export function sha256Hex(text: string): string {
  return bytesToHex(sha256(utf8ToBytes(text)));
}
