import { canonicalJson } from './canonical-json.ts';
import type { SpecDocument } from './spec-document.ts';

/** What `spec_hash` is the SHA-256 of: the spec without its seed, the same for every spelling of the same data. */
export function canonicalSpecText(spec: SpecDocument): string {
  return canonicalJson({ ...spec, seed: undefined });
}
