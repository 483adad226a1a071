import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ColumnType } from '../../shared/columns/column-type.ts';
import type { VectorLayout } from '../../shared/columns/vector.ts';
import type { MergeSource } from '../../shared/formats/merge-piece.ts';
import { mergeParquetParts } from '../../shared/parquet/merge-parts.ts';
import { type FixedColumn, type FixedValue, plainLayout } from '../support/fixed-table.ts';
import { parquetEncoder, partManifest } from '../support/parquet-files.ts';
import { PARQUET_READERS } from '../support/parquet-readers.ts';

const RUNS = 60;
const duckDb = PARQUET_READERS[0]!;

interface Domain {
  readonly type: ColumnType;
  readonly value: fc.Arbitrary<FixedValue>;
  /** Whether the type may come as codes into a dictionary. */
  readonly hasCodes: boolean;
}

/** A dictionary of distinct values cannot tell -0 from 0. */
const withoutMinusZero = (value: number) => value + 0;
const i64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
const text = fc.string({ unit: 'grapheme', maxLength: 40 });
const DOMAINS: readonly Domain[] = [
  { type: { name: 'boolean' }, value: fc.boolean(), hasCodes: false },
  { type: { name: 'int32' }, value: fc.integer(), hasCodes: true },
  { type: { name: 'int64' }, value: i64, hasCodes: true },
  { type: { name: 'float32' }, value: fc.float({ noNaN: true }).map(withoutMinusZero), hasCodes: true },
  { type: { name: 'float64' }, value: fc.double({ noNaN: true }).map(withoutMinusZero), hasCodes: true },
  {
    type: { name: 'decimal', precision: 9, scale: 3 },
    value: fc.bigInt({ min: -(10n ** 9n) + 1n, max: 10n ** 9n - 1n }),
    hasCodes: true,
  },
  {
    type: { name: 'decimal', precision: 18, scale: 0 },
    value: fc.bigInt({ min: -(10n ** 18n) + 1n, max: 10n ** 18n - 1n }),
    hasCodes: true,
  },
  { type: { name: 'date' }, value: fc.integer({ min: -700_000, max: 2_900_000 }), hasCodes: true },
  { type: { name: 'time' }, value: fc.bigInt({ min: 0n, max: 86_399_999_999n }), hasCodes: true },
  {
    type: { name: 'timestamp', unit: 'us', isUtc: true },
    value: fc.bigInt({ min: -(10n ** 16n), max: 10n ** 17n }),
    hasCodes: true,
  },
  {
    type: { name: 'timestamp', unit: 'ms', isUtc: false },
    value: fc.bigInt({ min: -(10n ** 13n), max: 10n ** 14n }),
    hasCodes: true,
  },
  { type: { name: 'string' }, value: text, hasCodes: true },
  { type: { name: 'enum' }, value: text, hasCodes: true },
  {
    type: { name: 'binary' },
    value: fc.uint8Array({ maxLength: 90 }).map((bytes) => bytes.toHex()),
    hasCodes: false,
  },
  {
    type: { name: 'uuid' },
    value: fc.uint8Array({ minLength: 16, maxLength: 16 }).map((bytes) => bytes.toHex()),
    hasCodes: false,
  },
];

/** A column whose values come from a pool, so that repeats, runs and dictionaries occur. */
function arbitraryColumn(rows: number, position: number): fc.Arbitrary<FixedColumn> {
  return fc.constantFrom(...DOMAINS).chain(({ type, value, hasCodes }) => {
    const plain = plainLayout(type);
    const layouts: VectorLayout[] = hasCodes ? [plain, 'codes8', 'codes16'] : [plain];
    return fc.record({
      name: fc.constant(`c${position}`),
      type: fc.constant(type),
      layout: fc.constantFrom(...layouts),
      isDeltaFriendly: fc.boolean(),
      values: fc
        .array(fc.option(value, { freq: 4 }), { minLength: 1, maxLength: 50 })
        .chain((pool) => fc.array(fc.constantFrom(...pool), { minLength: rows, maxLength: rows })),
    });
  });
}

const arbitraryTable = fc.integer({ min: 1, max: 150 }).chain((rows) =>
  fc.record({
    columns: fc
      .integer({ min: 1, max: 5 })
      .chain((count) => fc.tuple(...Array.from({ length: count }, (_, i) => arbitraryColumn(rows, i)))),
    pageRows: fc.integer({ min: 1, max: 4 }).map((eighths) => eighths * 8),
    partRows: fc.integer({ min: 1, max: rows }),
    compression: fc.constantFrom('none', 'snappy', 'zstd'),
  }),
);

async function mergeInParts({ columns, pageRows, partRows, compression }: TableCase): Promise<Uint8Array> {
  const rows = columns[0]!.values.length;
  const encode = parquetEncoder(columns, { pageRows, compression });
  const files = new Map<string, Uint8Array>();
  async function* sources(): AsyncGenerator<MergeSource> {
    for (let rowStart = 0; rowStart < rows; rowStart += partRows) {
      const rowEnd = Math.min(rowStart + partRows, rows);
      const { file, part } = encode(rowStart, rowEnd);
      const key = `part-${rowStart}`;
      files.set(key, file);
      yield {
        manifest: partManifest(file, { key, rowStart, rowEnd, dataEnd: part.dataEnd }),
        read: async (start, end) => file.slice(start, end),
      };
    }
  }
  const pieces: Uint8Array[] = [];
  for await (const piece of mergeParquetParts(sources())) {
    pieces.push(piece.kind === 'bytes' ? piece.bytes : files.get(piece.key)!.subarray(piece.start, piece.end));
  }
  return new Uint8Array(Buffer.concat(pieces));
}

type TableCase = typeof arbitraryTable extends fc.Arbitrary<infer T> ? T : never;

describe('a merged Parquet file', () => {
  it('holds exactly the rows of its parts, for any table, page size, part size and codec', async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryTable, async (table) => {
        const read = await duckDb.read(await mergeInParts(table), table.columns);
        for (const { name, values } of table.columns) expect(read[name]).toStrictEqual(values);
      }),
      { numRuns: RUNS, seed: 3 },
    );
  });
});
