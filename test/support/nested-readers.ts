import { DuckDBBlobValue, DuckDBListValue, DuckDBStructValue, type DuckDBValue } from '@duckdb/node-api';
import { parquetReadObjects } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import type { OutputColumn } from '../../shared/columns/column-program.ts';
import type { ColumnType } from '../../shared/columns/column-type.ts';
import { invariant } from '../../shared/errors/invariant.ts';
import { jsonScalar, type ScalarType } from '../../shared/nested/json-scalar.ts';
import type { NestedNode } from '../../shared/nested/nested-column.ts';
import { fromDuckDb, queryDuckDb, RAW_PARSERS } from './parquet-readers.ts';

/** Reads the column `nested` of a Parquet file as the JSON text of each row; null where the row is null. */
export interface NestedReader {
  readonly name: string;
  read(file: Uint8Array, column: OutputColumn): Promise<(string | null)[]>;
}

/** What a reader makes of objects, lists and single values. */
interface Shapes {
  member(value: unknown, name: string): unknown;
  elements(value: unknown): readonly unknown[];
  leaf(value: unknown, type: ColumnType): unknown;
}

const duckDb: NestedReader = {
  name: 'DuckDB',
  async read(file, { nested }) {
    const rows = await queryDuckDb('SELECT nested FROM read_parquet($1)', file);
    return rows.map((row) => (row['nested'] === null ? null : textOf(nested!, row['nested'], DUCKDB)));
  },
};

const DUCKDB: Shapes = {
  member: (value, name) => {
    invariant(value instanceof DuckDBStructValue, 'an object is a struct');
    return value.entries[name];
  },
  elements: (value) => {
    invariant(value instanceof DuckDBListValue, 'a list is a list');
    return value.items;
  },
  leaf: (value, type) =>
    type.name === 'binary' && value instanceof DuckDBBlobValue ? value.bytes : fromDuckDb(value as DuckDBValue, type),
};

function hyparquet(useOffsetIndex: boolean): NestedReader {
  return {
    name: useOffsetIndex ? 'hyparquet through the offset index' : 'hyparquet',
    async read(file, { nested }) {
      const rows = await parquetReadObjects({
        file: file.slice().buffer,
        compressors,
        useOffsetIndex,
        // Byte arrays without a logical type are bytes.
        utf8: false,
        parsers: RAW_PARSERS,
      });
      return rows.map(({ nested: value }) => (value == null ? null : textOf(nested!, value, HYPARQUET)));
    },
  };
}

const HYPARQUET: Shapes = {
  member: (value, name) => (value as Record<string, unknown>)[name],
  elements: (value) => value as unknown[],
  // It gives decimals as doubles, which hold those of the test exactly.
  leaf: (value, type) => (type.name === 'decimal' ? BigInt(Math.round(Number(value) * 10 ** type.scale)) : value),
};

export const NESTED_READERS: readonly NestedReader[] = [duckDb, hyparquet(false), hyparquet(true)];

function textOf(node: NestedNode, value: unknown, shapes: Shapes): string {
  if (value === null || value === undefined) return 'null';
  switch (node.kind) {
    case 'struct': {
      const members = node.members.map(
        ({ name, node: member }) => `${JSON.stringify(name)}:${textOf(member, shapes.member(value, name), shapes)}`,
      );
      return `{${members.join(',')}}`;
    }
    case 'list':
      return `[${shapes.elements(value).map((element) => textOf(node.element, element, shapes))}]`;
    case 'leaf':
      return leafText(shapes.leaf(value, node.column.type), node.column.type);
  }
}

function leafText(value: unknown, type: ColumnType): string {
  switch (type.name) {
    case 'boolean':
    case 'string':
      return JSON.stringify(value);
    case 'binary':
      return JSON.stringify(value instanceof Uint8Array ? value.toHex() : value);
    case 'uuid':
      return `"${String(value).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')}"`;
    default:
      return jsonScalar(type as ScalarType)(value as number | bigint);
  }
}
