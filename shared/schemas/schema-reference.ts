import { SchemaName, SchemaVersionNumber } from '../contracts/stored-schema.ts';
import { AppError } from '../errors/app-error.ts';

/** A stored schema as requests name it. */
export interface SchemaReference {
  readonly name: string;
  /** The latest one when absent. */
  readonly version?: number;
}

/** Reads `shop` or `shop@3`. Throws INVALID_REQUEST. */
export function parseSchemaReference(text: unknown): SchemaReference {
  if (typeof text !== 'string') throw wrongReference();
  const [name, digits, ...rest] = text.split('@');
  if (rest.length > 0 || !SchemaName.safeParse(name).success) throw wrongReference();
  if (digits === undefined) return { name: name! };
  const version = SchemaVersionNumber.safeParse(/^[1-9]\d*$/.test(digits) ? Number(digits) : undefined);
  if (!version.success) throw wrongReference();
  return { name: name!, version: version.data };
}

function wrongReference(): AppError {
  return new AppError(
    'INVALID_REQUEST',
    'schema_ref must be the name of a stored schema, like "shop", or one of its versions, like "shop@3"',
  );
}
