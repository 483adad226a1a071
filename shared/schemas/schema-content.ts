import { createHash } from 'node:crypto';
import { canonicalJson } from '../contracts/canonical-json.ts';
import type { SpecDocument } from '../contracts/spec-document.ts';
import { normaliseSpec } from '../spec/normalise-spec.ts';
import { specHash } from '../spec/spec-hash.ts';

/** What a version holds of its specification. */
export interface SchemaContent {
  /** Normalised, without a seed or an output that the caller left open. */
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
  const { seed, output: _output, ...rest } = normal;
  const hasSeed = source['seed'] !== undefined && source['seed'] !== null;
  const output = settledOutput(source, normal);
  const spec = { ...rest, ...(hasSeed && { seed }), ...(output !== undefined && { output }) };
  return { spec, source, specHash: specHash(normal), contentHash: sha256(canonicalJson(spec)) };
}

/** A stored specification in its full form, as versions are compared. */
export function readStoredSpec(spec: Record<string, unknown>): SpecDocument {
  return normaliseSpec(spec, { seed: SEED_ABSENT });
}

/** In full where the caller names a format; else as written, since what it means depends on who asks. */
function settledOutput(source: Record<string, unknown>, { output }: SpecDocument): unknown {
  const written = source['output'] as Record<string, unknown> | undefined;
  const hasFormat = source['format'] !== undefined || written?.['format'] !== undefined;
  return hasFormat ? output : written;
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
