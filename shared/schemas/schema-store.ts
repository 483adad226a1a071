import type { SchemaSummary, StoredSchema } from '../contracts/stored-schema.ts';
import type { SchemaContent } from './schema-content.ts';

/** Names a schema everywhere but in addresses. */
export interface SchemaKey {
  readonly tenantId: string;
  readonly name: string;
}

export interface NewSchema extends SchemaKey {
  readonly content: SchemaContent;
  readonly message?: string | undefined;
  readonly idempotency?: { readonly key: string; readonly bodyHash: string } | undefined;
}

export interface NewVersion {
  readonly content: SchemaContent;
  readonly message?: string | undefined;
  /** The latest version as the caller knows it. */
  readonly expectedVersion?: number | undefined;
}

export interface Restoration {
  readonly version: number;
  readonly message?: string | undefined;
  readonly expectedVersion?: number | undefined;
}

/** The latest version afterwards; not new where it has this content already. */
export interface WrittenVersion {
  readonly schema: StoredSchema;
  readonly isNew: boolean;
}

export interface SchemaPage {
  readonly limit: number;
  /** Opaque: `nextCursor` of the page before. */
  readonly cursor?: string | undefined;
}

/**
 * Stored specifications and their versions, of one tenant each. Versions count from 1 without gaps and never change.
 * Whoever names a schema or a version that is not there meets SCHEMA_NOT_FOUND.
 */
export interface SchemaStore {
  /**
   * Version 1 of a new name; SCHEMA_EXISTS for a name in use. The same idempotency key answers what it made before
   * (IDEMPOTENCY_KEY_REUSED for another body), for 24 hours.
   */
  createSchema(schema: NewSchema): Promise<{ schema: StoredSchema; isReplay: boolean }>;
  /** The next version; SCHEMA_CHANGED when the latest is not `expectedVersion`. */
  addVersion(key: SchemaKey, version: NewVersion): Promise<WrittenVersion>;
  /** The content of an older version as the next one; SCHEMA_CHANGED as above. */
  restoreVersion(key: SchemaKey, restoration: Restoration): Promise<WrittenVersion>;
  /** The latest version when none is named. */
  readVersion(key: SchemaKey, version?: number): Promise<StoredSchema>;
  /** The latest version of each, by name. */
  listSchemas(tenantId: string, page: SchemaPage): Promise<{ schemas: SchemaSummary[]; nextCursor?: string }>;
  /** Newest first. */
  listVersions(key: SchemaKey, page: SchemaPage): Promise<{ versions: SchemaSummary[]; nextCursor?: string }>;
  /** With every version; jobs made of it stay. The name is free again. */
  deleteSchema(key: SchemaKey): Promise<void>;
}
