import type { ColumnType } from '../../columns/column-type.ts';

/** The type in which values that were read from a column of `type` are stored again. */
export function storedType(type: ColumnType): ColumnType {
  if (type.name === 'enum' || type.name === 'uuid') return { name: 'string' };
  if (type.name === 'timestamp') return { name: 'timestamp', unit: 'us', isUtc: type.isUtc };
  return type;
}
