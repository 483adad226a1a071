import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parquetReadObjects } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { digestPath } from '../../shared/digest/digest-path.ts';
import { mergeParquetParts } from '../../shared/parquet/merge-parts.ts';
import { fileEnding } from '../../shared/planning/file-name.ts';
import { nestedFile, nestedTexts } from '../support/nested-files.ts';
import { NESTED_READERS } from '../support/nested-readers.ts';
import { DIGESTED_OUTPUTS } from '../support/outputs.ts';
import { partManifest } from '../support/parquet-files.ts';
import { queryDuckDb } from '../support/parquet-readers.ts';

const ROWS = 400;
const SNAPPY = { format: 'parquet', compression: 'snappy' };
const whole = await nestedTexts([0, ROWS]);

describe('a nested Parquet file', () => {
  it.each(
    NESTED_READERS.flatMap((reader) => ['snappy', 'zstd', 'none'].map((compression) => ({ reader, compression }))),
  )('gives every value to $reader.name, $compression', async ({ reader, compression }) => {
    const options = { output: { format: 'parquet', compression }, rows: [0, ROWS], pageRows: 192 } as const;
    const { file, column } = await nestedFile(options);
    expect(await reader.read(file, column)).toEqual(whole);
  });

  it('has objects, lists and leaves null, lists empty, and every kind of leaf', () => {
    const rows = whole.map((text) => (text === null ? null : JSON.parse(text)));
    const orders = rows.flatMap((row) => row?.orders ?? []);
    expect(rows).toContain(null);
    expect(rows.some((row) => row?.orders === null)).toBe(true);
    expect(rows.some((row) => row?.orders?.length === 0)).toBe(true);
    expect(orders).toContain(null);
    expect(orders.some((order) => order?.lines?.some((line: unknown) => line === null))).toBe(true);
    expect(orders.some((order) => order?.lines?.some((line: unknown[] | null) => line?.length === 0))).toBe(true);
    expect(orders.some((order) => order?.place?.inner === null)).toBe(true);
  });

  it('finds a row by its page index', async () => {
    const { file } = await nestedFile({ output: SNAPPY, rows: [0, ROWS], pageRows: 64 });
    const options = { file: file.slice().buffer, compressors, useOffsetIndex: true, rowStart: 300, rowEnd: 302 };
    const found = await parquetReadObjects(options);
    expect(found.map((row) => [row['id'], row['nested']?.tags])).toEqual(
      [300, 301].map((row) => [BigInt(row), JSON.parse(whole[row] ?? 'null')?.tags]),
    );
  });

  it('says of each leaf how many values it has, how many are missing, and their bounds', async () => {
    const { file } = await nestedFile({ output: SNAPPY, rows: [0, ROWS], pageRows: 192 });
    const path = 'nested, orders, list, element, lines, list, element, list, element';
    const [metadata] = await queryDuckDb(
      `SELECT num_values, stats_null_count, stats_min_value, stats_max_value FROM parquet_metadata($1) WHERE path_in_schema = '${path}'`,
      file,
    );
    // A place of its own for each integer and null, and one for each list that is empty or missing.
    const places = (value: unknown, depth: number): (number | null)[] =>
      depth === 0 || value === null
        ? [value as number | null]
        : (value as unknown[]).length === 0
          ? [null]
          : (value as unknown[]).flatMap((element) => places(element, depth - 1));
    const values = whole.flatMap((text) => {
      const orders: { lines: unknown }[] | null | undefined = JSON.parse(text ?? 'null')?.orders;
      return orders == null || orders.length === 0
        ? [null]
        : orders.flatMap((order) => (order === null ? [null] : places(order.lines, 2)));
    });
    expect(metadata).toEqual({
      num_values: BigInt(values.length),
      stats_null_count: BigInt(values.filter((value) => value === null).length),
      stats_min_value: '1',
      stats_max_value: '9',
    });
  });

  it('merges from parts as any other', async () => {
    const cuts = [0, 1, 300, ROWS];
    const parts = await Promise.all(
      cuts.slice(1).map(async (rowEnd, i) => {
        const rowStart = cuts[i]!;
        const { file, part } = await nestedFile({ output: SNAPPY, rows: [rowStart, rowEnd], pageRows: 128 });
        return { file, manifest: partManifest(file, { key: `p${i}`, rowStart, rowEnd, dataEnd: part.dataEnd }) };
      }),
    );
    const merged: Uint8Array[] = [];
    const sources = parts.map(({ file, manifest }) => ({
      manifest,
      read: async (a: number, b: number) => file.slice(a, b),
    }));
    for await (const piece of mergeParquetParts(inOrder(sources)))
      merged.push(
        piece.kind === 'bytes' ? piece.bytes : parts[Number(piece.key.slice(1))]!.file.slice(piece.start, piece.end),
      );
    const { column } = await nestedFile({ output: SNAPPY, rows: [0, 1] });
    const file = new Uint8Array(Buffer.concat(merged));
    for (const reader of NESTED_READERS) expect(await reader.read(file, column)).toEqual(whole);
  });
});

async function* inOrder<Value>(values: readonly Value[]): AsyncGenerator<Value> {
  yield* values;
}

describe('the digest of nested values', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tabular-nested-'));
  });
  afterEach(async () => {
    await rm(folder, { recursive: true });
  });

  it('is the same in every format and compression, nested or as text, whole or in parts', async () => {
    const digest = async (options: Parameters<typeof nestedFile>[0], output: (typeof DIGESTED_OUTPUTS)[number]) => {
      const path = join(folder, `file.${fileEnding(output)}`);
      await writeFile(path, (await nestedFile(options)).file);
      return digestPath(path);
    };
    const digests = [];
    for (const output of DIGESTED_OUTPUTS)
      for (const as of ['nested', 'text'] as const)
        digests.push(await digest({ output, rows: [0, ROWS], as, pageRows: 256 }, output));
    const [first, ...others] = digests;
    expect(first!.numRecords).toBe(ROWS);
    for (const other of others) expect(other).toEqual(first);
  });
});
