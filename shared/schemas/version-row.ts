import type { SchemaSummary, StoredSchema } from '../contracts/stored-schema.ts';

/** Columns of `SUMMARY_COLUMNS`. */
export interface SummaryRow {
  readonly name: string;
  readonly version: number;
  readonly message: string | null;
  readonly restored_from: number | null;
  readonly spec_hash: string;
  readonly created_at: Date;
}

/** Columns of `VERSION_COLUMNS`. */
export interface VersionRow extends SummaryRow {
  readonly spec: Record<string, unknown>;
  readonly source: Record<string, unknown>;
  readonly content_hash: string;
}

/** Of `schema_versions v`. */
export const SUMMARY_COLUMNS = 'v.name, v.version, v.message, v.restored_from, v.spec_hash, v.created_at';
export const VERSION_COLUMNS = `${SUMMARY_COLUMNS}, v.spec, v.source, v.content_hash`;

export function toSummary(row: SummaryRow): SchemaSummary {
  const { name, version, message, restored_from, spec_hash, created_at } = row;
  return { name, version, message, restored_from, spec_hash, created_at: created_at.toISOString() };
}

export function toStoredSchema(row: VersionRow): StoredSchema {
  return { ...toSummary(row), spec: row.spec, source: row.source };
}
