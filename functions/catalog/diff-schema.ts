import type { SchemaDiff, SchemaDiffQuery } from '../../shared/contracts/stored-schema.ts';
import { compareVersions } from '../../shared/schemas/compare-versions.ts';
import type { SchemaKey, SchemaStore } from '../../shared/schemas/schema-store.ts';

/** What changed from one version to another, or to the latest. */
export async function diffSchema(
  schemas: SchemaStore,
  key: SchemaKey,
  { from, to }: SchemaDiffQuery,
): Promise<SchemaDiff> {
  const before = await schemas.readVersion(key, from);
  const after = await schemas.readVersion(key, to);
  const changes = compareVersions(before.spec, after.spec);
  return {
    name: key.name,
    from: before.version,
    to: after.version,
    is_compatible: changes.every(({ is_breaking }) => !is_breaking),
    changes,
  };
}
