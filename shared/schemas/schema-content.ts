import { createHash } from 'node:crypto';
import { canonicalJson } from '../contracts/canonical-json.ts';
import type { SpecDocument } from '../contracts/spec-document.ts';
import { normaliseSpec } from '../spec/normalise-spec.ts';
import { specHash } from '../spec/spec-hash.ts';

/** What a version holds of its specification. */
export interface SchemaContent {
  /** Normalised; `seed`, `output` and `format` as the caller wrote them, or absent. */
  readonly spec: Record<string, unknown>;
  /** As the caller spelled it. */
  readonly source: Record<string, unknown>;
  readonly specHash: string;
  /** The same for every spelling of the same content, seeds, outputs and descriptions included. */
  readonly contentHash: string;
}

/** Stands in where a stored specification names no seed: what is stored and compared does not depend on it. */
const SEED_ABSENT = 0;

/**
 * The content of a specification in any accepted spelling. What it leaves to each request (the seed, the format) stays
 * open. Throws INVALID_REQUEST, INVALID_SPEC with every fault, GENERATOR_NOT_AVAILABLE.
 */
export function schemaContent(source: Record<string, unknown>): SchemaContent {
  const normal = normaliseSpec(source, { seed: SEED_ABSENT });
  const { seed: _seed, output: _output, ...rest } = normal;
  const spec = { ...rest, ...openMembers(source) };
  return { spec, source, specHash: specHash(normal), contentHash: sha256(canonicalJson(spec)) };
}

/** A stored specification in its full form, as versions are compared. */
export function readStoredSpec(spec: Record<string, unknown>): SpecDocument {
  return normaliseSpec(spec, { seed: SEED_ABSENT });
}

function openMembers(source: Record<string, unknown>): Record<string, unknown> {
  const members = ['seed', 'output', 'format'].filter((name) => source[name] !== undefined && source[name] !== null);
  return Object.fromEntries(members.map((name) => [name, source[name]]));
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
