import { parquetMetadata, parquetReadObjects, readColumnIndex, readOffsetIndex } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { describe, expect, it } from 'vitest';
import type { FixedColumn } from '../../support/fixed-table.ts';
import { parquetEncoder, parquetFile } from '../../support/parquet-files.ts';
import { queryDuckDb } from '../../support/parquet-readers.ts';

const LONG = 'x'.repeat(100);
const rows = <T>(count: number, value: (row: number) => T) => Array.from({ length: count }, (_, row) => value(row));

/** Per column what DuckDB reads from the footer. */
async function duckDbStatistics(columns: readonly FixedColumn[]) {
  const sql = `SELECT path_in_schema AS name, stats_min_value AS min, stats_max_value AS max, stats_null_count AS nulls,
    min_is_exact AND max_is_exact AS exact FROM parquet_metadata($1)`;
  return queryDuckDb(sql, parquetFile(columns));
}

function textColumn(values: readonly (string | null)[]): FixedColumn {
  return { name: 'text', type: { name: 'string' }, values };
}

describe('statistics of a column chunk', () => {
  it('are the smallest and largest value of every type, and the nulls', async () => {
    const columns: FixedColumn[] = [
      { name: 'i32', type: { name: 'int32' }, values: [3, -5, null, 2_147_483_647] },
      { name: 'i64', type: { name: 'int64' }, values: [3n, -(2n ** 63n), null, 7n] },
      { name: 'delta', type: { name: 'int64' }, isDeltaFriendly: true, values: [3n, 2n, null, 7n] },
      { name: 'codes', type: { name: 'int32' }, layout: 'codes8', values: [30, -5, null, 20] },
      { name: 'f32', type: { name: 'float32' }, values: [0, 0.5, null, 0.25] },
      { name: 'f64', type: { name: 'float64' }, values: [-2.5, -1.5, null, -0] },
      { name: 'money', type: { name: 'decimal', precision: 9, scale: 2 }, values: [100n, -250n, null, 0n] },
      { name: 'flag', type: { name: 'boolean' }, values: [true, true, null, true] },
      { name: 'day', type: { name: 'date' }, values: [1, -1, null, 0] },
      { name: 'clock', type: { name: 'time' }, values: [1n, 2n, null, 86_399_999_999n] },
      { name: 'instant', type: { name: 'timestamp', unit: 'us', isUtc: true }, values: [1n, 0n, null, 3n] },
      { name: 'text', type: { name: 'string' }, values: ['b', 'a', null, 'ü'] },
      { name: 'enum', type: { name: 'enum' }, layout: 'codes8', values: ['B', 'b', null, 'a'] },
      { name: 'key', type: { name: 'uuid' }, values: ['f'.repeat(32), '0'.repeat(32), null, '7'.repeat(32)] },
    ];
    const found = await duckDbStatistics(columns);
    expect(found.map(({ name, min, max }) => [name, min, max])).toEqual([
      ['i32', '-5', '2147483647'],
      ['i64', '-9223372036854775808', '7'],
      ['delta', '2', '7'],
      ['codes', '-5', '30'],
      ['f32', '-0.0', '0.5'],
      ['f64', '-2.5', '0.0'],
      ['money', '-2.50', '1.00'],
      ['flag', 'true', 'true'],
      ['day', '1969-12-31', '1970-01-02'],
      ['clock', '00:00:00.000001', '23:59:59.999999'],
      ['instant', '1970-01-01 00:00:00+00', '1970-01-01 00:00:00.000003+00'],
      ['text', 'a', 'ü'],
      ['enum', 'B', 'b'],
      ['key', '00000000-0000-0000-0000-000000000000', 'ffffffff-ffff-ffff-ffff-ffffffffffff'],
    ]);
    expect(found.every(({ nulls, exact }) => nulls === 1n && exact === true)).toBe(true);
  });

  it.each(['codes8', 'codes16'] as const)('are found wherever in a page of %s the extremes lie', (layout) => {
    const values = rows(5_000, (row) => 100 + ((row * 37) % 101));
    const places = [
      [0, 4_999],
      [4_999, 0],
      [1_023, 1_024],
      [2_048, 3],
    ] as const;
    for (const [low, high] of places) {
      // The dictionary of the second column has smaller and larger values, which are not in the page.
      for (const others of [[], [-8, 1_000]]) {
        const all = [...values.with(low, -7).with(high, 999), ...others];
        const column: FixedColumn = { name: 'codes', type: { name: 'int32' }, layout, values: all };
        const file = parquetEncoder([column], { pageRows: 5_000 })(0, 5_000).file.slice().buffer;
        const { statistics } = parquetMetadata(file).row_groups[0]!.columns[0]!.meta_data!;
        expect(statistics).toMatchObject({ min_value: -7, max_value: 999 });
      }
    }
  });

  it('have no bounds where everything is null', async () => {
    const [found] = await duckDbStatistics([{ name: 'i', type: { name: 'int32' }, values: [null, null, null] }]);
    expect(found).toMatchObject({ min: null, max: null, nulls: 3n });
  });

  it('shorten long text to bounds that still hold', async () => {
    const [found] = await duckDbStatistics([textColumn([`${LONG}m`, `${LONG}a`, `${LONG}z`])]);
    expect(found).toEqual({ name: 'text', min: 'x'.repeat(64), max: `${'x'.repeat(63)}y`, nulls: 0n, exact: false });
  });

  it('shorten at whole characters and step over what cannot be counted up', async () => {
    const [euro] = await duckDbStatistics([textColumn(['€'.repeat(40)])]);
    expect(euro).toMatchObject({ min: '€'.repeat(21), max: `${'€'.repeat(20)}₭` });
    const last = '\u{10ffff}';
    const [carried] = await duckDbStatistics([textColumn([`a\ud7ff${last.repeat(30)}`])]);
    expect(carried).toMatchObject({ max: 'a\ue000', exact: false });
    const [kept] = await duckDbStatistics([textColumn([last.repeat(30)])]);
    expect(kept).toMatchObject({ max: last.repeat(30) });
  });
});

describe('page indexes', () => {
  const columns: FixedColumn[] = [
    { name: 'rising', type: { name: 'int64' }, isDeltaFriendly: true, values: rows(200, (row) => BigInt(row)) },
    { name: 'falling', type: { name: 'int32' }, values: rows(200, (row) => -row) },
    { name: 'mixed', type: { name: 'int32' }, values: rows(200, (row) => (row * 37) % 101) },
    // Maxima that rise over minima that fall.
    { name: 'widening', type: { name: 'int32' }, values: rows(200, (row) => (row % 2 === 0 ? row : -row)) },
    { name: 'gaps', type: { name: 'string' }, values: rows(200, (row) => (row < 128 && row > 63 ? null : `v${row}`)) },
  ];

  it('give bounds, nulls and order of each page, and where it begins', () => {
    const file = parquetFile(columns, { pageRows: 64 }).slice().buffer;
    const metadata = parquetMetadata(file);
    const indexes = metadata.row_groups[0]!.columns.map((column, i) => {
      const at = (offset: bigint, length: number) => ({
        view: new DataView(file, Number(offset), length),
        offset: 0,
      });
      return {
        column: readColumnIndex(at(column.column_index_offset!, column.column_index_length!), metadata.schema[i + 1]!),
        offset: readOffsetIndex(at(column.offset_index_offset!, column.offset_index_length!)),
        dataPageOffset: column.meta_data!.data_page_offset,
      };
    });
    expect(indexes.map(({ column }) => column.boundary_order)).toEqual([
      'ASCENDING',
      'DESCENDING',
      'UNORDERED',
      'UNORDERED',
      'UNORDERED',
    ]);
    expect(indexes[0]!.column).toMatchObject({
      min_values: [0n, 64n, 128n, 192n],
      max_values: [63n, 127n, 191n, 199n],
      null_counts: [0n, 0n, 0n, 0n],
    });
    expect(indexes[4]!.column).toMatchObject({
      null_pages: [false, true, false, false],
      null_counts: [0n, 64n, 0n, 0n],
    });
    for (const { offset, dataPageOffset } of indexes) {
      expect(offset.page_locations.map((page) => page.first_row_index)).toEqual([0n, 64n, 128n, 192n]);
      expect(offset.page_locations[0]!.offset).toBe(dataPageOffset);
    }
  });

  it('let readers skip pages and still find the rows', async () => {
    const file = parquetFile(columns, { pageRows: 64 });
    const expected = [{ rising: 150n, gaps: 'v150' }];
    expect(await queryDuckDb(`SELECT rising, gaps FROM read_parquet($1) WHERE rising = 150`, file)).toEqual(expected);
    const found = await parquetReadObjects({
      file: file.slice().buffer,
      compressors,
      columns: ['rising', 'gaps'],
      filter: { rising: { $eq: 150n } },
      usePageIndex: true,
    });
    expect(found).toEqual(expected);
  });
});
