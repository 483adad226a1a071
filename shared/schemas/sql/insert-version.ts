import type { Queryable } from '../../database/database.ts';
import type { SchemaContent } from '../schema-content.ts';
import type { SchemaKey } from '../schema-store.ts';
import { VERSION_COLUMNS, type VersionRow } from '../version-row.ts';

const INSERT_VERSION = `
INSERT INTO schema_versions AS v
  (tenant_id, name, version, spec, source, spec_hash, content_hash, message, restored_from)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
RETURNING ${VERSION_COLUMNS}`;

export interface InsertedVersion {
  readonly version: number;
  readonly content: SchemaContent;
  readonly message: string | undefined;
  readonly restoredFrom?: number;
}

/** Adds a version under the lock of its schema. */
export async function insertVersion(
  transaction: Queryable,
  { tenantId, name }: SchemaKey,
  { version, content, message, restoredFrom }: InsertedVersion,
): Promise<VersionRow> {
  const { spec, source, specHash, contentHash } = content;
  const texts = [JSON.stringify(spec), JSON.stringify(source), specHash, contentHash];
  const parameters = [tenantId, name, version, ...texts, message, restoredFrom];
  const [row] = await transaction.query<VersionRow>(INSERT_VERSION, parameters);
  return row!;
}
