import { SchemaReferenceBody } from '../../shared/contracts/generate-request.ts';
import type { OutputSpec } from '../../shared/contracts/spec-document.ts';
import type { SchemaPin, StoredSchema } from '../../shared/contracts/stored-schema.ts';
import { TENANT_ID } from '../../shared/contracts/tenant-id.ts';
import { readJson } from '../../shared/documents/read-json.ts';
import { AppError } from '../../shared/errors/app-error.ts';
import type { ApiContext } from '../../shared/http/api.ts';
import { readBodyText } from '../../shared/http/read-body.ts';
import type { ResponseHeaders } from '../../shared/http/respond.ts';
import { parseSchemaReference } from '../../shared/schemas/schema-reference.ts';
import { outputAs } from '../../shared/spec/normalise-output.ts';
import { type GenerateDependencies, requireStores } from './dependencies.ts';
import { formatOfName } from './media-types.ts';
import type { SpecOverrides } from './prepare-request.ts';

/** A specification that was sent, or that the sent body refers to. */
export interface SpecBodyText {
  /** As it was sent: what makes two requests the same. */
  readonly sent: string;
  /** The specification, as JSON. */
  readonly text: string;
  /** Where it is a version of a stored schema. */
  readonly schema?: SchemaPin;
  readonly overrides?: SpecOverrides;
}

/**
 * The body of a request for rows. One that names a stored schema is looked up in the database, others never are.
 * Throws INVALID_REQUEST, PAYLOAD_TOO_LARGE, SCHEMA_NOT_FOUND, DATABASE_UNAVAILABLE.
 */
export async function readSpecBody(c: ApiContext, dependencies: GenerateDependencies): Promise<SpecBodyText> {
  const sent = await readBodyText(c.req.raw, dependencies.config.server.body_limit_bytes);
  // Reading it to be sure comes after this quick look, which nearly all requests end with.
  const document = sent.includes('"schema_ref"') ? readJson(sent) : undefined;
  if (!isReference(document)) return { sent, text: sent };
  const body = parseReference(document);
  const { name, version } = parseSchemaReference(body.schema_ref);
  const schema = await requireStores(dependencies).schemas.readVersion({ tenantId: TENANT_ID, name }, version);
  return {
    sent,
    text: JSON.stringify(mergeSpec(schema, body)),
    schema: { name, version: schema.version },
    overrides: {
      numRecords: body.num_records,
      scale: body.scale,
      hasTables: Object.hasOwn(schema.source, 'tables'),
    },
  };
}

/** `X-Schema-Ref`: which version the rows of an answer are of. */
export function schemaHeader({ schema }: SpecBodyText): ResponseHeaders {
  return schema === undefined ? {} : { 'x-schema-ref': `${schema.name}@${schema.version}` };
}

function isReference(document: unknown): boolean {
  return typeof document === 'object' && document !== null && Object.hasOwn(document, 'schema_ref');
}

function parseReference(document: unknown): SchemaReferenceBody {
  const result = SchemaReferenceBody.safeParse(document);
  if (!result.success) {
    const issues = result.error.issues.map(({ path, message }) => ({
      path: path.join('.'),
      code: 'wrong_value',
      message,
    }));
    const known = Object.keys(SchemaReferenceBody.shape).join(', ');
    throw new AppError('INVALID_REQUEST', `a body with schema_ref can hold ${known}: ${issues[0]?.message}`, {
      issues,
    });
  }
  if (result.data.num_records === undefined || result.data.scale === undefined) return result.data;
  throw new AppError('INVALID_REQUEST', 'num_records and scale exclude each other; keep one of them');
}

/** The stored specification with the seed and the output that were asked for. */
function mergeSpec({ spec }: StoredSchema, { seed, output, format }: SchemaReferenceBody): Record<string, unknown> {
  return {
    ...spec,
    ...(seed !== undefined && seed !== null && { seed }),
    ...(output !== undefined && { output }),
    ...(output !== undefined && format !== undefined && { format }),
    ...(output === undefined && format !== undefined && { output: reformat(spec['output'], format) }),
  };
}

/** What a stored output says in another format, as far as that can say it. Throws FORMAT_NOT_ACCEPTABLE. */
function reformat(stored: unknown, name: string): object {
  const format = formatOfName(name);
  const output = (stored ?? {}) as Partial<OutputSpec>;
  return output.format === undefined ? { ...output, format } : outputAs(output as OutputSpec, format);
}
