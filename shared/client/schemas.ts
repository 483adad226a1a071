import type { CallOptions, Connection } from './connection.ts';
import type {
  SchemaDiff,
  SchemaList,
  SchemaSummary,
  SchemaVersionList,
  Spec,
  StoredSchema,
} from './generated/api-types.ts';
import { drawIdempotencyKey } from './idempotency-key.ts';
import { type ListOptions, listPages } from './list-pages.ts';

export interface CreateSchemaOptions extends CallOptions {
  /** Why, for people; 1 to 500 characters. */
  readonly message?: string;
  /** The same key with the same specification gives the same schema; drawn when left out, so that a lost answer does no harm. */
  readonly idempotencyKey?: string;
}

export interface ChangeSchemaOptions extends CallOptions {
  readonly message?: string;
  /** The latest version as the caller knows it: another one meanwhile is SCHEMA_CHANGED. */
  readonly expectedVersion?: number;
}

/** The stored schemas of a server. */
export class Schemas {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** Stores a specification under a new name, as version 1. */
  create(
    name: string,
    spec: Spec,
    { message, idempotencyKey = drawIdempotencyKey(), signal }: CreateSchemaOptions = {},
  ): Promise<StoredSchema> {
    return this.#connection.askJson({
      method: 'POST',
      path: '/v1/schemas',
      headers: { 'idempotency-key': idempotencyKey },
      body: { name, spec, message },
      isRepeatable: true,
      signal,
    });
  }

  /** The latest version, or the one that is asked for. */
  get(name: string, { version, signal }: CallOptions & { readonly version?: number } = {}): Promise<StoredSchema> {
    const path = version === undefined ? addressOf(name) : `${addressOf(name)}/versions/${version}`;
    return this.#connection.askJson({ method: 'GET', path, isRepeatable: true, signal });
  }

  /** The latest version of every schema, by name. */
  list(options: ListOptions = {}): AsyncGenerator<SchemaSummary> {
    const entriesOf = ({ schemas }: SchemaList) => schemas;
    return listPages(this.#connection, { ...options, path: '/v1/schemas', entriesOf });
  }

  /** The versions of a schema, newest first. */
  versions(name: string, options: ListOptions = {}): AsyncGenerator<SchemaSummary> {
    const entriesOf = ({ versions }: SchemaVersionList) => versions;
    return listPages(this.#connection, { ...options, path: `${addressOf(name)}/versions`, entriesOf });
  }

  /** Adds a version; answers the latest one where it has this content already. */
  update(name: string, spec: Spec, { message, ...options }: ChangeSchemaOptions = {}): Promise<StoredSchema> {
    return this.#change({ method: 'PUT', path: addressOf(name), body: { spec, message } }, options);
  }

  /** Adds a version with the content of an older one. */
  rollback(name: string, version: number, { message, ...options }: ChangeSchemaOptions = {}): Promise<StoredSchema> {
    return this.#change({ method: 'POST', path: `${addressOf(name)}/rollback`, body: { version, message } }, options);
  }

  /** What changed from one version to another, to the latest one unless told. */
  diff(
    name: string,
    { from, to, signal }: CallOptions & { readonly from: number; readonly to?: number },
  ): Promise<SchemaDiff> {
    const path = `${addressOf(name)}/diff?from=${from}${to === undefined ? '' : `&to=${to}`}`;
    return this.#connection.askJson({ method: 'GET', path, isRepeatable: true, signal });
  }

  /** Deletes a schema with all its versions. */
  async delete(name: string, { signal }: CallOptions = {}): Promise<void> {
    await this.#connection.ask({ method: 'DELETE', path: addressOf(name), isRepeatable: false, signal });
  }

  /** Repeating is harmless as long as nobody asks whether it has happened already. */
  #change(
    asked: { readonly method: 'POST' | 'PUT'; readonly path: string; readonly body: object },
    { expectedVersion, signal }: ChangeSchemaOptions,
  ): Promise<StoredSchema> {
    const headers: Record<string, string> = expectedVersion === undefined ? {} : { 'if-match': `"${expectedVersion}"` };
    return this.#connection.askJson({ ...asked, headers, isRepeatable: expectedVersion === undefined, signal });
  }
}

function addressOf(name: string): string {
  return `/v1/schemas/${encodeURIComponent(name)}`;
}
