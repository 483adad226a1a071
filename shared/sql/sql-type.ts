import type { ColumnType } from '../columns/column-type.ts';
import type { SqlDialect } from '../contracts/spec-document.ts';
import { isDecimalText } from './literal.ts';

/** A column as its type in SQL depends on it. */
export interface TypedColumn {
  readonly type: ColumnType;
  /** UTF-8 bytes of the longest value, where it is known: MySQL wants to know. */
  readonly bytesMax?: number;
  /** Whether the column is part of a key: MySQL has no keys over text without a length. */
  readonly isKeyed?: boolean;
}

/** InnoDB's longest key has 3,072 bytes, and utf8mb4 takes 4 for each character. */
const MYSQL_KEY_LENGTH_MAX = 768;
const MYSQL_KEY_LENGTH_DEFAULT = 255;
const MYSQL_TEXT_BYTES_MAX = 65_535;

/** The name of a column's type in a dialect. */
export function sqlType(column: TypedColumn, dialect: SqlDialect): string {
  return TYPES[dialect](column);
}

const TYPES: Readonly<Record<SqlDialect, (column: TypedColumn) => string>> = {
  postgresql: ({ type }) => postgresqlType(type),
  mysql: mysqlType,
  sqlite: ({ type }) => sqliteType(type),
};

/** Source: PostgreSQL manual, chapter 8. */
function postgresqlType(type: ColumnType): string {
  switch (type.name) {
    case 'boolean':
    case 'date':
    case 'time':
    case 'uuid':
      return type.name;
    case 'int32':
      return 'integer';
    case 'int64':
      return 'bigint';
    case 'float32':
      return 'real';
    case 'float64':
      return 'double precision';
    case 'decimal':
      return `numeric(${type.precision},${type.scale})`;
    case 'timestamp':
      return `${type.isUtc ? 'timestamptz' : 'timestamp'}${type.unit === 'ms' ? '(3)' : ''}`;
    case 'binary':
      return 'bytea';
    case 'string':
    case 'enum':
      return 'text';
    // Not jsonb, which refuses an escaped U+0000.
    case 'nested':
      return 'json';
  }
}

/** Source: MySQL reference manual, chapter 11. */
function mysqlType({ type, bytesMax, isKeyed = false }: TypedColumn): string {
  switch (type.name) {
    case 'boolean':
    case 'date':
      return type.name;
    case 'int32':
      return 'int';
    case 'int64':
      return 'bigint';
    case 'float32':
      return 'float';
    case 'float64':
      return 'double';
    case 'decimal':
      return `decimal(${type.precision},${type.scale})`;
    case 'time':
      return 'time(6)';
    case 'timestamp':
      return type.unit === 'ms' ? 'datetime(3)' : 'datetime(6)';
    case 'uuid':
      return 'char(36)';
    case 'binary':
      if (isKeyed) return `varbinary(${Math.min(bytesMax ?? MYSQL_KEY_LENGTH_DEFAULT, MYSQL_KEY_LENGTH_MAX)})`;
      return bytesMax !== undefined && bytesMax <= MYSQL_TEXT_BYTES_MAX ? 'blob' : 'longblob';
    case 'string':
    case 'enum':
      if (isKeyed) return `varchar(${Math.min(bytesMax ?? MYSQL_KEY_LENGTH_DEFAULT, MYSQL_KEY_LENGTH_MAX)})`;
      return bytesMax !== undefined && bytesMax <= MYSQL_TEXT_BYTES_MAX ? 'text' : 'longtext';
    case 'nested':
      return 'json';
  }
}

/** Names that give the affinity and still say what is meant. Source: SQLite datatype3, section 3.1. */
function sqliteType(type: ColumnType): string {
  switch (type.name) {
    case 'boolean':
    case 'date':
    case 'time':
      return type.name;
    case 'int32':
      return 'integer';
    case 'int64':
      return 'bigint';
    case 'float32':
      return 'real';
    case 'float64':
      return 'double';
    case 'decimal':
      return isDecimalText(type, 'sqlite') ? 'text' : `decimal(${type.precision},${type.scale})`;
    case 'timestamp':
      return 'datetime';
    case 'uuid':
      return 'char(36)';
    case 'binary':
      return 'blob';
    case 'string':
    case 'enum':
    case 'nested':
      return 'text';
  }
}
