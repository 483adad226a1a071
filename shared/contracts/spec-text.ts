import { canonicalJson } from './canonical-json.ts';
import type { ColumnSpec } from './column-spec.ts';
import { mapJsonLeaves } from './json-node.ts';
import type { SpecDocument } from './spec-document.ts';

/**
 * What `spec_hash` is the SHA-256 of: the spec without its seed and descriptions, the same for every spelling of the
 * same data.
 */
export function canonicalSpecText(spec: SpecDocument): string {
  return canonicalJson({ ...withoutDescriptions(spec), seed: undefined });
}

/** The spec as machines need it: a plan does not change with what is said about its tables and columns. */
export function withoutDescriptions(spec: SpecDocument): SpecDocument {
  const tables = spec.tables.map(({ description: _table, ...table }) => ({
    ...table,
    columns: table.columns.map(withoutDescription),
  }));
  return { ...spec, tables } as SpecDocument;
}

function withoutDescription({ description: _description, ...column }: ColumnSpec): object {
  if (column.kind !== 'json') return column;
  const value = mapJsonLeaves(column.value, ({ description: _leaf, ...leaf }) => leaf);
  return { ...column, value };
}
