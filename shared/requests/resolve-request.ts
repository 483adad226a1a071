import type { SchemaPin } from '../contracts/stored-schema.ts';
import type { StoredRequest } from '../contracts/triggers.ts';
import { readDocument } from '../documents/read-document.ts';
import { AppError } from '../errors/app-error.ts';
import { schemaContent } from '../schemas/schema-content.ts';
import { parseSchemaReference } from '../schemas/schema-reference.ts';
import type { SchemaStore } from '../schemas/schema-store.ts';
import { findTemplate } from '../templates/templates.ts';

/** A specification as it is stored: normalised, its seed and output only where its author named them. */
export interface ResolvedSource {
  readonly spec: Readonly<Record<string, unknown>>;
  /** Where it is a version of a stored schema. */
  readonly schema?: SchemaPin;
}

export type SchemaReader = Pick<SchemaStore, 'readVersion'>;

/**
 * The specification that a request names. Errors: SCHEMA_NOT_FOUND, TEMPLATE_NOT_FOUND, INVALID_REQUEST for a reference
 * that is none, INVALID_SPEC, GENERATOR_NOT_AVAILABLE.
 */
export async function resolveSource(
  tenantId: string,
  { spec, schema_ref, template }: Pick<StoredRequest, 'spec' | 'schema_ref' | 'template'>,
  schemas: SchemaReader,
): Promise<ResolvedSource> {
  if (spec !== undefined) return { spec: schemaContent(spec).spec };
  if (template !== undefined) return readTemplate(template);
  const { name, version } = parseSchemaReference(schema_ref);
  return readSchema(tenantId, { name, ...(version !== undefined && { version }) }, schemas);
}

/** The stored schema of a name, or the template of that name where none is stored. Errors as above. */
export async function resolveName(tenantId: string, name: string, schemas: SchemaReader): Promise<ResolvedSource> {
  try {
    return await readSchema(tenantId, { name }, schemas);
  } catch (thrown) {
    if (!(thrown instanceof AppError) || thrown.code !== 'SCHEMA_NOT_FOUND') throw thrown;
    return readTemplate(name);
  }
}

async function readSchema(
  tenantId: string,
  { name, version }: { readonly name: string; readonly version?: number },
  schemas: SchemaReader,
): Promise<ResolvedSource> {
  const stored = await schemas.readVersion({ tenantId, name }, version);
  return { spec: stored.spec, schema: { name, version: stored.version } };
}

function readTemplate(name: string): ResolvedSource {
  return { spec: schemaContent(readDocument(findTemplate(name).source, 'yaml') as Record<string, unknown>).spec };
}
