import { parquetMetadata, readOffsetIndex } from 'hyparquet';
import { Compression, readParquet, WriterPropertiesBuilder, writeParquet } from 'parquet-wasm';
import { describe, expect, it } from 'vitest';
import type { PartManifest } from '../../../shared/contracts/part-manifest.ts';
import type { MergeSource } from '../../../shared/formats/merge-piece.ts';
import { mergeParquetParts } from '../../../shared/parquet/merge-parts.ts';
import { everyTypeColumns } from '../../support/every-type.ts';
import type { FixedColumn } from '../../support/fixed-table.ts';
import { parquetEncoder, partManifest } from '../../support/parquet-files.ts';
import { PARQUET_READERS, queryDuckDb, writeWithDuckDb } from '../../support/parquet-readers.ts';

interface Part {
  readonly file: Uint8Array;
  readonly manifest: PartManifest;
}

/** Rows split at `ends`, each range one part of our own encoder. */
function ownParts(columns: readonly FixedColumn[], ends: readonly number[]): Part[] {
  const encode = parquetEncoder(columns);
  return ends.map((rowEnd, i) => {
    const rowStart = ends[i - 1] ?? 0;
    const { file, part } = encode(rowStart, rowEnd);
    return { file, manifest: partManifest(file, { key: `part-${i}`, rowStart, rowEnd, dataEnd: part.dataEnd }) };
  });
}

/** A part of another writer: its data ends where its page indexes or its footer begin. */
function foreignPart(file: Uint8Array, key: string): Part {
  const metadata = parquetMetadata(file.slice().buffer);
  const indexes = metadata.row_groups
    .flatMap(({ columns }) => columns)
    .flatMap((column) => [column.column_index_offset, column.offset_index_offset])
    .filter((offset) => offset !== undefined)
    .map(Number);
  const dataEnd = Math.min(file.length - 8 - metadata.metadata_length, ...indexes);
  return { file, manifest: partManifest(file, { key, rowStart: 0, rowEnd: Number(metadata.num_rows), dataEnd }) };
}

interface Merged {
  readonly file: Uint8Array;
  readonly bytesRead: number;
  readonly ranges: number;
}

async function merge(parts: readonly Part[]): Promise<Merged> {
  let bytesRead = 0;
  let ranges = 0;
  async function* sources(): AsyncGenerator<MergeSource> {
    for (const { file, manifest } of parts) {
      const read = async (start: number, end: number) => {
        bytesRead += end - start;
        return file.slice(start, end);
      };
      yield { manifest, read };
    }
  }
  const pieces: Uint8Array[] = [];
  for await (const piece of mergeParquetParts(sources())) {
    if (piece.kind === 'bytes') {
      pieces.push(piece.bytes);
      continue;
    }
    const part = parts.find(({ manifest }) => manifest.key === piece.key)!;
    expect(piece.crc32).toBe(part.manifest.data_crc32);
    pieces.push(part.file.subarray(piece.start, piece.end));
    ranges++;
  }
  return { file: new Uint8Array(Buffer.concat(pieces)), bytesRead, ranges };
}

function splitEvenly(rows: number, parts: number): number[] {
  return Array.from({ length: parts }, (_, i) => Math.floor(((i + 1) * rows) / parts));
}

describe('mergeParquetParts', () => {
  const columns = everyTypeColumns(700);

  describe.each(PARQUET_READERS)('$name', (reader) => {
    it.each([1, 2, 10])('reads the same rows from %i merged parts', async (parts) => {
      const { file } = await merge(ownParts(columns, splitEvenly(700, parts)));
      const read = await reader.read(file, columns);
      for (const { name, type, values } of columns) {
        const inexact = reader.inexact?.(type);
        const expected = inexact ? values.map((value) => (value === null ? null : inexact.round(value))) : values;
        expect({ column: name, values: read[name] }).toStrictEqual({ column: name, values: expected });
      }
    });
  });

  it('gives back a single part as it is', async () => {
    const [part] = ownParts(columns, [700]);
    const { file } = await merge([part!]);
    expect(Buffer.compare(file, part!.file)).toBe(0);
  });

  it('gives the file that one encoder would have written with a row group per part, statistics and order kept', async () => {
    const parts = ownParts(columns, splitEvenly(700, 3));
    const merged = parquetMetadata((await merge(parts)).file.slice().buffer);
    const single = parts.map(({ file }) => parquetMetadata(file.slice().buffer));
    expect(merged.num_rows).toBe(700n);
    expect(merged.row_groups.map((group) => group.ordinal)).toEqual([0, 1, 2]);
    expect(merged.row_groups.map((group) => group.columns.map((column) => column.meta_data!.statistics))).toEqual(
      single.map(({ row_groups }) => row_groups[0]!.columns.map((column) => column.meta_data!.statistics)),
    );
  });

  it('moves the offset indexes with their pages', async () => {
    const { file } = await merge(ownParts(columns, splitEvenly(700, 3)));
    for (const group of parquetMetadata(file.slice().buffer).row_groups) {
      for (const column of group.columns) {
        const view = new DataView(file.buffer, Number(column.offset_index_offset), column.offset_index_length);
        const [first] = readOffsetIndex({ view, offset: 0 }).page_locations;
        expect(first!.offset).toBe(column.meta_data!.data_page_offset);
      }
    }
  });

  it('merges parts without rows, in between and alone, into a valid file', async () => {
    const { file } = await merge(ownParts(columns, [0, 300, 300, 700]));
    expect(await queryDuckDb('SELECT count(*) AS n FROM read_parquet($1)', file)).toEqual([{ n: 700n }]);
    const empty = await merge(ownParts(columns, [0]));
    expect(empty.ranges).toBe(0);
    expect(await queryDuckDb('SELECT count(*) AS n FROM read_parquet($1)', empty.file)).toEqual([{ n: 0n }]);
    expect(parquetMetadata(empty.file.slice().buffer).schema).toHaveLength(columns.length + 1);
  });

  it('reads of each part only what follows its data', async () => {
    const parts = ownParts(columns, splitEvenly(700, 4));
    const { bytesRead } = await merge(parts);
    expect(bytesRead).toBe(parts.reduce((sum, { manifest }) => sum + manifest.bytes - manifest.data_end, 0));
  });

  it('leaves ordinals out where they no longer fit their type', async () => {
    const [part] = ownParts([{ name: 'i', type: { name: 'int32' }, values: [5] }], [1]);
    const { file } = await merge(Array.from({ length: 32_768 }, () => part!));
    const ordinals = parquetMetadata(file.slice().buffer).row_groups.map(({ ordinal }) => ordinal);
    expect(ordinals).toHaveLength(32_768);
    expect(ordinals.every((ordinal) => ordinal === undefined)).toBe(true);
  });
});

describe('merging parts of other writers', () => {
  const SELECT = `SELECT i AS id, 'name ' || (i % 97) AS name, i * 0.25 AS amount,
    CASE WHEN i % 5 = 0 THEN NULL ELSE i % 7 END AS sparse, [i, i + 1] AS list FROM range($from, $to) t(i)`;
  const select = (from: number, to: number) => SELECT.replace('$from', String(from)).replace('$to', String(to));
  const SUM = `SELECT count(*) AS n, sum(hash(id, name, amount, sparse, list)) AS digest FROM read_parquet($1)`;

  async function expectLossless(parts: readonly Part[], rows: number): Promise<Uint8Array> {
    const { file } = await merge(parts);
    const [whole] = await queryDuckDb(SUM, await writeWithDuckDb(select(0, rows)));
    expect(await queryDuckDb(SUM, file)).toEqual([whole]);
    const lookup = `SELECT id, name FROM read_parquet($1) WHERE id IN (0, ${rows - 1}) OR name = 'missing' ORDER BY id`;
    expect(await queryDuckDb(lookup, file)).toEqual([
      { id: 0n, name: 'name 0' },
      { id: BigInt(rows - 1), name: `name ${(rows - 1) % 97}` },
    ]);
    return file;
  }

  it('keeps several row groups per part and the bloom filters of DuckDB', async () => {
    const files = [];
    for (const from of [0, 20_000, 40_000]) {
      files.push(await writeWithDuckDb(select(from, from + 20_000), 'ROW_GROUP_SIZE 4096'));
    }
    const file = await expectLossless(
      files.map((bytes, i) => foreignPart(bytes, `duck-${i}`)),
      60_000,
    );
    const filters = await queryDuckDb(
      `SELECT count(*) FILTER (bloom_filter_offset IS NOT NULL) AS n FROM parquet_metadata($1)`,
      file,
    );
    expect(filters[0]!['n']).toBeGreaterThan(0n);
    const excluded = `SELECT bloom_filter_excludes AS x FROM parquet_bloom_probe($1, 'name', 'no such name')`;
    expect((await queryDuckDb(excluded, file)).every(({ x }) => x === true)).toBe(true);
    const contained = excluded.replace('no such name', 'name 5');
    expect((await queryDuckDb(contained, file)).every(({ x }) => x === false)).toBe(true);
  });

  it('keeps the page indexes of parquet-wasm', async () => {
    const properties = () =>
      new WriterPropertiesBuilder()
        .setCompression(Compression.SNAPPY)
        .setMaxRowGroupSize(3_000)
        .setDataPageSizeLimit(4_000)
        .build();
    const parts: Part[] = [];
    for (const from of [0, 10_000]) {
      const source = await writeWithDuckDb(select(from, from + 10_000));
      parts.push(foreignPart(writeParquet(readParquet(source), properties()), `wasm-${from}`));
    }
    const file = await expectLossless(parts, 20_000);
    const [column] = parquetMetadata(file.slice().buffer).row_groups.at(-1)!.columns;
    expect(column!.offset_index_offset).toBeDefined();
  });
});

describe('damaged parts', () => {
  const column: FixedColumn = { name: 'i', type: { name: 'int32' }, values: [1, 2, 3, 4] };
  const parts = () => ownParts([column], [2, 4]);
  const withManifest = (part: Part, change: Partial<PartManifest>): Part => ({
    ...part,
    manifest: { ...part.manifest, ...change },
  });

  it('are refused by name when their schema differs', async () => {
    const [other] = ownParts([{ ...column, name: 'j' }], [4]);
    const merged = merge([parts()[0]!, withManifest(other!, { key: 'part-x' })]);
    await expect(merged).rejects.toMatchObject({
      code: 'CORRUPT_PART',
      message: expect.stringContaining('part part-x is damaged: its schema differs'),
    });
  });

  it('are refused when rows, length, magic or offsets do not fit the manifest', async () => {
    const [part] = parts();
    const { file, manifest } = part!;
    const flipped = (at: number): Part => ({ manifest, file: file.map((byte, i) => (i === at ? byte ^ 0xff : byte)) });
    const damaged: [Part, string][] = [
      [withManifest(part!, { row_end: 3 }), 'it has 2 rows instead of 3'],
      [withManifest(part!, { bytes: file.length + 1 }), 'it is cut short'],
      [flipped(file.length - 1), 'does not end as Parquet files do'],
      [flipped(file.length - 6), 'its footer begins before its data ends'],
      [withManifest(part!, { data_start: 12 }), 'lies outside its data'],
    ];
    for (const [broken, problem] of damaged) {
      await expect(merge([broken])).rejects.toMatchObject({
        code: 'CORRUPT_PART',
        message: expect.stringContaining(problem),
      });
    }
  });

  it('are refused, never merged wrongly or endlessly, when a byte of the metadata changes its structure', async () => {
    const [part] = parts();
    const { file, manifest } = part!;
    for (let at = manifest.data_end; at < file.length; at++) {
      const changed = file.map((byte, i) => (i === at ? byte ^ 0xff : byte));
      await merge([{ manifest, file: changed }]).catch((error: unknown) => {
        expect(error).toMatchObject({ code: 'CORRUPT_PART' });
      });
    }
  });
});
