import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  DuckDBBlobValue,
  DuckDBDateValue,
  DuckDBDecimalValue,
  DuckDBInstance,
  DuckDBTimestampMillisecondsValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  DuckDBTimeValue,
  DuckDBUUIDValue,
  type DuckDBValue,
} from '@duckdb/node-api';
import { type Data, tableFromIPC, type Vector } from 'apache-arrow';
import { parquetReadObjects } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { Compression, readParquet, type Table, WriterPropertiesBuilder, writeParquet } from 'parquet-wasm';
import type { ColumnType } from '../../shared/columns/column-type.ts';
import type { FixedValue } from './fixed-table.ts';

export interface NamedType {
  readonly name: string;
  readonly type: ColumnType;
}

/** The values of each column, in the forms of `FixedValue`. */
export type ReadColumns = Record<string, (FixedValue | null)[]>;

/** An independent reader of Parquet files. */
export interface ParquetReader {
  readonly name: string;
  read(file: Uint8Array, columns: readonly NamedType[]): Promise<ReadColumns>;
  /** Why this reader cannot give every value of a type exactly, and the precision it has; absent: exact. */
  readonly inexact?: (
    type: ColumnType,
  ) => { readonly reason: string; round(value: FixedValue): FixedValue } | undefined;
}

/** Runs SQL over files; `$1`, `$2`, … are their paths. The full-precision oracle. */
export async function queryDuckDb(sql: string, ...files: Uint8Array[]): Promise<Record<string, DuckDBValue>[]> {
  return withDuckDb(async (run, folder) => {
    const statement = files.reduce((text, file, i) => {
      const path = join(folder, `${i + 1}.parquet`);
      writeFileSync(path, file);
      return text.replaceAll(`$${i + 1}`, `'${path}'`);
    }, sql);
    return run(statement);
  });
}

/** The rows of a query as a Parquet file of DuckDB's own writer; `options` are those of COPY. */
export async function writeWithDuckDb(select: string, ...options: string[]): Promise<Uint8Array> {
  return withDuckDb(async (run, folder) => {
    const path = join(folder, 'written.parquet');
    await run(`COPY (${select}) TO '${path}' (${['FORMAT parquet', ...options].join(', ')})`);
    return new Uint8Array(readFileSync(path));
  });
}

type RunSql = (sql: string) => Promise<Record<string, DuckDBValue>[]>;

async function withDuckDb<T>(work: (run: RunSql, folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'tabular-parquet-'));
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  try {
    const connection = await instance.connect();
    const result = await work(async (sql) => (await connection.runAndReadAll(sql)).getRowObjects(), folder);
    connection.closeSync();
    return result;
  } finally {
    instance.closeSync();
    rmSync(folder, { recursive: true });
  }
}

const duckDb: ParquetReader = {
  name: 'DuckDB',
  async read(file, columns) {
    const rows = await queryDuckDb('SELECT * FROM read_parquet($1)', file);
    return columnsOf(columns, ({ name, type }) => rows.map((row) => fromDuckDb(row[name]!, type)));
  },
};

const hyparquet: ParquetReader = {
  name: 'hyparquet',
  async read(file, columns) {
    return readWithHyparquet(file, columns, false);
  },
  inexact: (type) => {
    if (type.name !== 'decimal') return undefined;
    const scale = 10 ** -type.scale;
    return { reason: 'gives decimals as doubles', round: (value) => Number(value) * scale };
  },
};

const hyparquetByOffsetIndex: ParquetReader = {
  ...hyparquet,
  name: 'hyparquet through the offset index',
  read: (file, columns) => readWithHyparquet(file, columns, true),
};

const arrow: ParquetReader = {
  name: 'apache-arrow through parquet-wasm',
  async read(file, columns) {
    const table = tableFromIPC(readParquet(file).intoIPCStream());
    return columnsOf(columns, ({ name, type }) => arrowValues(table.getChild(name)!, type));
  },
};

const parquetWasm: ParquetReader = {
  name: 'parquet-wasm, written again by itself',
  async read(file, columns) {
    const table: Table = readParquet(file);
    const properties = new WriterPropertiesBuilder().setCompression(Compression.UNCOMPRESSED).build();
    return duckDb.read(writeParquet(table, properties), columns);
  },
};

export const PARQUET_READERS: readonly ParquetReader[] = [
  duckDb,
  hyparquet,
  hyparquetByOffsetIndex,
  arrow,
  parquetWasm,
];

function columnsOf(columns: readonly NamedType[], read: (column: NamedType) => (FixedValue | null)[]): ReadColumns {
  return Object.fromEntries(columns.map((column) => [column.name, read(column)]));
}

/** A value of DuckDB's as a `FixedValue`. */
export function fromDuckDb(value: DuckDBValue, type: ColumnType): FixedValue | null {
  if (value instanceof DuckDBDateValue) return value.days;
  if (value instanceof DuckDBTimeValue) return value.micros;
  if (value instanceof DuckDBDecimalValue) return value.value;
  if (value instanceof DuckDBTimestampMillisecondsValue) return value.millis;
  if (value instanceof DuckDBTimestampValue || value instanceof DuckDBTimestampTZValue) {
    return type.name === 'timestamp' && type.unit === 'ms' ? value.micros / 1_000n : value.micros;
  }
  // Arrow knows neither ENUM nor UUID of Parquet: written again they are bytes.
  if (value instanceof DuckDBBlobValue)
    return type.name === 'uuid' || type.name === 'binary' ? value.bytes.toHex() : new TextDecoder().decode(value.bytes);
  if (value instanceof DuckDBUUIDValue) return value.toString().replaceAll('-', '');
  return value as FixedValue | null;
}

/** Makes hyparquet give `FixedValue`s. */
export const RAW_PARSERS = {
  timestampFromMilliseconds: (value: bigint) => value,
  timestampFromMicroseconds: (value: bigint) => value,
  dateFromDays: (value: number) => value,
  uuidFromBytes: (value: Uint8Array) => value.toHex(),
};

async function readWithHyparquet(
  file: Uint8Array,
  columns: readonly NamedType[],
  useOffsetIndex: boolean,
): Promise<ReadColumns> {
  const rows = await parquetReadObjects({
    file: file.slice().buffer,
    compressors,
    useOffsetIndex,
    parsers: RAW_PARSERS,
    // Bytes without a type stay bytes.
    utf8: false,
  });
  return columnsOf(columns, ({ name, type }) => rows.map((row) => fromBytes(row[name] ?? null, type)));
}

/** Hexadecimal digits of bytes; an enumeration is the text that its bytes are. */
function fromBytes(value: FixedValue | Uint8Array | null, type: ColumnType): FixedValue | null {
  if (!(value instanceof Uint8Array)) return value;
  return type.name === 'binary' ? value.toHex() : new TextDecoder().decode(value);
}

function arrowValues(vector: Vector, type: ColumnType): (FixedValue | null)[] {
  return vector.data.flatMap((data: Data) => {
    const valueAt = arrowValue(data, vector, type);
    return Array.from({ length: data.length }, (_, i) => (data.getValid(i) ? valueAt(i) : null));
  });
}

/** Raw values where arrow's own accessors lose precision: they give timestamps as milliseconds in a double. */
function arrowValue(data: Data, vector: Vector, type: ColumnType): (i: number) => FixedValue {
  switch (type.name) {
    case 'decimal':
      return (i) => BigInt.asIntN(64, BigInt(data.values[4 * i]) | (BigInt(data.values[4 * i + 1]) << 32n));
    case 'uuid':
      return (i) => (data.values.subarray(16 * i, 16 * i + 16) as Uint8Array).toHex();
    case 'boolean':
    case 'string':
    case 'binary':
    case 'enum': {
      const start = vector.data.slice(0, vector.data.indexOf(data)).reduce((sum, part) => sum + part.length, 0);
      return (i) => {
        const value: boolean | string | Uint8Array = vector.get(start + i);
        // Arrow knows no ENUM of Parquet: it is bytes.
        if (type.name === 'binary') return (value as Uint8Array).toHex();
        return value instanceof Uint8Array ? new TextDecoder().decode(value) : value;
      };
    }
    default:
      return (i) => data.values[i];
  }
}
