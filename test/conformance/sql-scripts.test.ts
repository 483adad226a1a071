import { DatabaseSync } from 'node:sqlite';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ColumnType } from '../../shared/columns/column-type.ts';
import { KernelSession } from '../../shared/kernels/kernel-session.ts';
import { decimalText } from '../../shared/kernels/twin/canonical-text.ts';
import { compileKernels, createWasmKernels } from '../../shared/kernels/wasm-kernels.ts';
import { quoteIdentifier } from '../../shared/sql/identifier.ts';
import { createTextPartEncoder } from '../../shared/text/part-encoder.ts';
import type { SqlStyle } from '../../shared/text/text-style.ts';
import { type FixedColumn, type FixedValue, fixedTable } from '../support/fixed-table.ts';
import { hostileColumns, ROW_COLUMN } from '../support/hostile-table.ts';
import { POSTGRES_SKIP_REASON, type PostgresServer, startPostgresServer } from '../support/postgres-server.ts';
import { runPostgresScript } from '../support/run-postgres-script.ts';
import { sqlStyle } from '../support/text-styles.ts';

const ROWS = 110;
const TABLE = `robert"); DROP TABLE 'students';-- ${'x'.repeat(90)}`;
const columns = hostileColumns(ROWS);
const module = compileKernels();

/** The rows in two files, the first of which creates the table. */
function scripts(style: SqlStyle): string[] {
  const bound = fixedTable(new KernelSession(createWasmKernels(module)), columns, { pageRows: 64, tableName: TABLE });
  const encoder = createTextPartEncoder(bound, style);
  return [
    [0, 70],
    [70, ROWS],
  ].map(([start, end]) => new TextDecoder().decode(encoder.encode(start!, end!).slices[0]));
}

/** What neither database can hold in a text is replaced. */
function withoutNul(value: FixedValue | null): FixedValue | null {
  return typeof value === 'string' ? value.replaceAll('\0', '\uFFFD') : value;
}

describe.skipIf(POSTGRES_SKIP_REASON !== undefined)(`a script for PostgreSQL ${POSTGRES_SKIP_REASON ?? ''}`, () => {
  let server: PostgresServer;
  let client: pg.Client;

  beforeAll(async () => {
    server = await startPostgresServer();
    client = new pg.Client({ connectionString: server.urlOf('postgres') });
    await client.connect();
  }, 60_000);
  afterAll(async () => {
    await client?.end();
    await server?.close();
  });

  /** Exact in every type: counts for dates and times, texts for the rest. */
  const readAs = (type: ColumnType, name: string): string => {
    if (type.name === 'date') return `(${name} - date '1970-01-01')::text`;
    if (type.name === 'time' || type.name === 'timestamp') {
      const utc = type.name === 'timestamp' && !type.isUtc ? `(${name} AT TIME ZONE 'UTC')` : name;
      return `(extract(epoch FROM ${utc}) * ${type.name === 'timestamp' && type.unit === 'ms' ? 1_000 : 1_000_000})::bigint::text`;
    }
    return type.name === 'binary' ? `encode(${name}, 'hex')` : `${name}::text`;
  };
  const expected = (type: ColumnType, value: FixedValue | null): FixedValue | null => {
    if (value === null) return null;
    if (type.name === 'decimal') return decimalText(BigInt(value), type.scale);
    if (type.name === 'float32' || type.name === 'float64') return Number(value) + 0;
    return String(withoutNul(value));
  };
  const parsed = (type: ColumnType, text: string | null): FixedValue | null => {
    if (text === null) return null;
    if (type.name === 'uuid') return text.replaceAll('-', '');
    if (type.name === 'float32') return Math.fround(Number(text));
    return type.name === 'float64' ? Number(text) : text;
  };

  it.each([
    sqlStyle({ create_table: true }),
    sqlStyle({ create_table: true, rows_per_statement: 7 }),
    sqlStyle({ create_table: true, statement: 'copy' }),
  ])('loads hostile names and values, and gives them back: $statement, $rows_per_statement rows', async (style) => {
    const table = quoteIdentifier(TABLE, 'postgresql');
    for (const script of scripts(style)) await runPostgresScript(client, script);
    const names = columns.map(({ name, type }) => readAs(type, quoteIdentifier(name, 'postgresql')));
    const { rows } = await client.query({
      text: `SELECT ${names.join(', ')} FROM ${table} ORDER BY 0 + ${ROW_COLUMN}`,
      rowMode: 'array',
    });
    await client.query(`DROP TABLE ${table}`);
    expect(rows).toHaveLength(ROWS);
    for (const [i, { name, type, values }] of columns.entries())
      expect([name, rows.map((row) => parsed(type, row[i]))]).toEqual([
        name,
        values.map((value) => expected(type, value)),
      ]);
  });

  it('creates columns that no null fits into where the column has none', async () => {
    for (const script of scripts(sqlStyle({ create_table: true }))) await runPostgresScript(client, script);
    const { rows } = await client.query(
      'SELECT column_name FROM information_schema.columns WHERE table_name = $1 AND is_nullable = $2',
      [quoteIdentifier(TABLE, 'postgresql').slice(1, -1).replaceAll('""', '"'), 'NO'],
    );
    const complete = columns.filter(({ values }) => !values.includes(null)).map(({ name }) => name);
    expect(rows.map((row) => row.column_name).sort()).toEqual(complete.sort());
  });
});

describe('a script for SQLite', () => {
  const expected = ({ type, values }: FixedColumn, row: number): unknown => {
    const value = values[row]!;
    if (value === null) return null;
    switch (type.name) {
      case 'boolean':
        return value ? 1n : 0n;
      case 'int32':
      case 'int64':
        return BigInt(value);
      case 'float32':
      case 'float64':
        return Number(value) + 0;
      case 'decimal':
        return type.precision > 15
          ? decimalText(BigInt(value), type.scale)
          : Number(decimalText(BigInt(value), type.scale));
      default:
        return withoutNul(value);
    }
  };
  const parsed = (type: ColumnType, value: unknown): unknown => {
    if (value instanceof Uint8Array) return value.toHex();
    if (type.name === 'uuid' && value !== null) return String(value).replaceAll('-', '');
    if (type.name === 'float32' && value !== null) return Math.fround(Number(value));
    return type.name === 'decimal' && typeof value === 'bigint' ? Number(value) : value;
  };
  const isCounted = ({ type }: FixedColumn) => ['date', 'time', 'timestamp'].includes(type.name);

  it('loads hostile names and values, and gives them back', () => {
    const database = new DatabaseSync(':memory:');
    for (const script of scripts(sqlStyle({ dialect: 'sqlite', create_table: true, rows_per_statement: 9 })))
      database.exec(script);
    const names = columns.map(({ name }) => quoteIdentifier(name, 'sqlite'));
    const query = database.prepare(
      `SELECT ${names.join(', ')} FROM ${quoteIdentifier(TABLE, 'sqlite')} ORDER BY 0 + ${ROW_COLUMN}`,
    );
    query.setReadBigInts(true);
    query.setReturnArrays(true);
    const rows = query.all() as unknown as unknown[][];
    expect(rows).toHaveLength(ROWS);
    for (const [i, column] of columns.entries()) {
      if (isCounted(column)) continue;
      const read = rows.map((row) => parsed(column.type, row[i]));
      expect([column.name, read]).toEqual([column.name, rows.map((_, row) => expected(column, row))]);
    }
  });

  it('holds dates and times as texts that its own functions read', () => {
    const database = new DatabaseSync(':memory:');
    for (const script of scripts(sqlStyle({ dialect: 'sqlite', create_table: true }))) database.exec(script);
    const table = quoteIdentifier(TABLE, 'sqlite');
    const read = (expression: string) =>
      (
        database.prepare(`SELECT ${expression} AS x FROM ${table} ORDER BY 0 + ${ROW_COLUMN}`).all() as { x: unknown }[]
      ).map(({ x }) => x);
    const values = (name: string) => columns.find((column) => column.name === name)!.values;
    expect(read(`julianday("day") - 2440587.5`)).toEqual(values('day'));
    expect(read(`unixepoch("moment")`)).toEqual(
      values('moment').map((ms) => (ms === null ? null : Math.floor(Number(ms) / 1_000))),
    );
  });
});
