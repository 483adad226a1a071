import { describe, expect, it } from 'vitest';
import type { PlannedTable } from '../../../shared/contracts/plan.ts';
import { OutputSpec } from '../../../shared/contracts/spec-document.ts';
import { fileCount, mergeRanges } from '../../../shared/planning/merge-ranges.ts';

function planned(numRecords: number, chunkRows: number, columns = 1): PlannedTable {
  const groups = Array.from({ length: columns }, (_, position) => ({
    kind: 'single' as const,
    position,
    column: { kind: 'uuid' as const, name: `c${position}`, null_rate: 0 },
  }));
  return { index: 0, name: 'orders', num_records: numRecords, chunk_rows: chunkRows, groups };
}

function files(table: PlannedTable, output: Record<string, unknown> = {}) {
  return [...mergeRanges({ tables: [table], output: OutputSpec.parse({ format: 'parquet', ...output }) })];
}

describe('merge ranges', () => {
  it('puts a table into one file named after it', () => {
    expect(files(planned(1_000, 100), { format: 'csv' })).toEqual([
      { table: 0, file_index: 0, file_name: 'orders.csv', chunk_start: 0, chunk_end: 10 },
    ]);
  });

  it('starts another file after 9,999 parts', () => {
    const table = planned(10_000, 1);
    expect(files(table).map(({ file_name, chunk_start, chunk_end }) => [file_name, chunk_start, chunk_end])).toEqual([
      ['orders/part-00000.parquet', 0, 9_999],
      ['orders/part-00001.parquet', 9_999, 10_000],
    ]);
    expect(fileCount(table, OutputSpec.parse({ format: 'parquet' }))).toBe(2);
  });

  it('bounds the column chunks of one Parquet file, and only of Parquet', () => {
    const table = planned(5_000, 1, 500);
    expect(files(table).map((file) => file.chunk_end - file.chunk_start)).toEqual([2_000, 2_000, 1_000]);
    expect(files(table, { format: 'jsonl' })).toHaveLength(1);
  });

  it('gives every chunk its file when parts were asked for', () => {
    const names = files(planned(300, 100), { layout: 'parts' }).map((file) => file.file_name);
    expect(names).toEqual(['orders/part-00000.parquet', 'orders/part-00001.parquet', 'orders/part-00002.parquet']);
  });

  it('puts the chunks of so many rows into each file of a table that is split', () => {
    const table = { ...planned(1_050, 100), file_rows: 250 };
    const ranges = files(table, { format: 'csv', compression: 'gzip', split: { rows: 250 } });
    expect(ranges.map(({ file_name, chunk_start, chunk_end }) => [file_name, chunk_start, chunk_end])).toEqual([
      ['orders/part-00000.csv.gz', 0, 3],
      ['orders/part-00001.csv.gz', 3, 6],
      ['orders/part-00002.csv.gz', 6, 9],
      ['orders/part-00003.csv.gz', 9, 12],
      ['orders/part-00004.csv.gz', 12, 13],
    ]);
    expect(files({ ...planned(10, 100), file_rows: 250 }, { split: { rows: 250 } })).toHaveLength(1);
    expect(files({ ...planned(10, 100), file_rows: 250 }, { split: true })[0]!.file_name).toMatch(
      /^orders\/part-00000/,
    );
  });

  it('lists nothing in advance', () => {
    const ranges = mergeRanges({ tables: [planned(1e15, 1_000_000)], output: OutputSpec.parse({ format: 'parquet' }) });
    expect(ranges.next().value?.chunk_end).toBe(9_999);
  });
});
