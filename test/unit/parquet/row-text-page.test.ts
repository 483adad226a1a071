import fc from 'fast-check';
import { parquetMetadata, readOffsetIndex } from 'hyparquet';
import { describe, expect, it } from 'vitest';
import type { RowText } from '../../../shared/columns/column-program.ts';
import type { BoundTable } from '../../../shared/generation/table-program.ts';
import type { CodecName } from '../../../shared/parquet/codec.ts';
import { ThriftReader } from '../../../shared/parquet/thrift-reader.ts';
import { numberAt } from '../../../shared/parquet/thrift-tree.ts';
import { createParquetPartEncoder } from '../../../shared/parquet/write-part.ts';
import { bindSpec, KERNELS } from '../../support/generated-values.ts';
import { PARQUET_READERS } from '../../support/parquet-readers.ts';

const TEXT = [{ name: 'text', type: { name: 'string' } }] as const;
const ROWS_MAX = 2 ** 53 - 1;
const PAGE_ROWS = 64;

interface NumberedTable {
  readonly prefix: string;
  readonly minDigits: number;
  readonly suffix: string;
}

const escaped = (literal: string) => literal.replaceAll('{', '{{').replaceAll('}', '}}');

/** A table of one template in pages of 64 rows. */
function bindTemplate({ prefix, minDigits, suffix }: NumberedTable, kernels = KERNELS.wasm(), nullRate = 0) {
  const template = `${escaped(prefix)}{row:0${minDigits}}${escaped(suffix)}`;
  const columns = [{ name: 'text', kind: 'template', template, null_rate: nullRate }];
  const bound = bindSpec({ tables: { t: { num_records: 1, columns } } }, kernels);
  return { ...bound, program: { ...bound.program, pageRows: PAGE_ROWS } };
}

/** The same table, with what encoders are told about its text replaced. */
function withRowText(bound: BoundTable, rowText: RowText | undefined): BoundTable {
  const columns = bound.program.columns.map(({ rowText: _, ...column }) => ({
    ...column,
    ...(rowText !== undefined && { rowText }),
  }));
  return { ...bound, program: { ...bound.program, columns } };
}

/** The same table; whoever asks for its values hears of it. */
function withoutValues(bound: BoundTable): BoundTable {
  const groups = bound.groups.map(({ columns }) => ({
    columns,
    emit: () => {
      throw new Error('values were asked for');
    },
  }));
  return { ...bound, groups };
}

function encode(bound: BoundTable, [rowStart, rowEnd]: readonly [number, number], compression: CodecName = 'snappy') {
  const { slices } = createParquetPartEncoder(bound, { compression }).encode(rowStart, rowEnd);
  return new Uint8Array(Buffer.concat(slices));
}

function textsOf({ prefix, minDigits, suffix }: NumberedTable, [rowStart, rowEnd]: readonly [number, number]) {
  return Array.from(
    { length: rowEnd - rowStart },
    (_, i) => prefix + String(rowStart + i).padStart(minDigits, '0') + suffix,
  );
}

/** What a file says about its one column, except how many bytes compression left. */
function factsOf(file: Uint8Array) {
  const bytes = file.slice();
  const { columns } = parquetMetadata(bytes.buffer).row_groups[0]!;
  const { meta_data, offset_index_offset, column_index_offset, column_index_length } = columns[0]!;
  const reader = { view: new DataView(bytes.buffer), offset: Number(offset_index_offset) };
  const places = readOffsetIndex(reader).page_locations;
  const pages = places.map(({ offset, first_row_index }) => {
    const header = new ThriftReader(bytes, Number(offset)).struct();
    return { first_row_index, uncompressedBytes: numberAt(header, 2) };
  });
  const index = Number(column_index_offset);
  return {
    pages,
    columnIndex: bytes.subarray(index, index + column_index_length!).toHex(),
    statistics: meta_data!.statistics,
    numValues: meta_data!.num_values,
    encodings: meta_data!.encodings,
    codec: meta_data!.codec,
  };
}

const literal = fc.oneof(
  fc.constantFrom('', '\u{feff}', '{', 'a'.repeat(3_000)),
  fc.string({ unit: 'grapheme', maxLength: 80 }),
);
const arbitraryTable = fc.record({
  prefix: literal,
  minDigits: fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 20 })),
  suffix: fc.oneof(fc.constantFrom('', '9', '@example.com'), fc.string({ unit: 'grapheme', maxLength: 80 })),
});
/** Up to 300 rows, mostly around a power of ten. */
const arbitraryRows = fc
  .tuple(
    fc.oneof(
      fc.integer({ min: 0, max: 300 }),
      fc.maxSafeNat(),
      fc
        .tuple(fc.integer({ min: 1, max: 15 }), fc.integer({ min: 0, max: 299 }))
        .map(([digits, before]) => Math.max(0, 10 ** digits - before)),
    ),
    fc.integer({ min: 1, max: 300 }),
  )
  .map(([first, count]) => {
    const rowStart = Math.min(first, ROWS_MAX - count);
    return [rowStart, rowStart + count] as const;
  });

describe('a page of numbered text', () => {
  const hyparquet = PARQUET_READERS.find(({ name }) => name === 'hyparquet')!;

  it('holds the rows, sizes and statistics that the general path gives, for any literals, digits and rows', async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryTable, arbitraryRows, async (table, rows) => {
        const bound = bindTemplate(table);
        const short = encode(withoutValues(bound), rows);
        const general = encode(withRowText(bound, undefined), rows);
        expect(factsOf(short)).toStrictEqual(factsOf(general));
        // hyparquet takes U+FEFF at the start of a text for a byte order mark.
        const text = textsOf(table, rows).map((value) => value.replace(/^\ufeff/, ''));
        expect(await hyparquet.read(short, TEXT)).toStrictEqual({ text });
      }),
      { seed: 11, numRuns: 100 },
    );
  });

  it.each(PARQUET_READERS)('is read by $name', async ({ read }) => {
    const table = { prefix: 'user', minDigits: 2, suffix: '@example.com' };
    for (const rows of [
      [0, 1_100],
      [99_990, 100_130],
    ] as const) {
      expect(await read(encode(bindTemplate(table), rows), TEXT)).toStrictEqual({ text: textsOf(table, rows) });
    }
  });

  it('has the same bytes with the kernels and with their twins', () => {
    const table = { prefix: 'ü', minDigits: 1, suffix: '/x' };
    const [wasm, twin] = [KERNELS.wasm(), KERNELS.twin()].map((kernels) =>
      encode(bindTemplate(table, kernels), [5, 300]),
    );
    expect(Buffer.compare(wasm!, twin!)).toBe(0);
  });
});

describe('the general path', () => {
  const table = { prefix: 'user', minDigits: 1, suffix: '' };
  const asked = 'values were asked for';

  it.each(['none', 'zstd'] as const)('is taken under %s', (codec) => {
    expect(() => encode(withoutValues(bindTemplate(table)), [0, 10], codec)).toThrow(asked);
  });

  it('is taken by columns with nulls', () => {
    expect(() => encode(withoutValues(bindTemplate(table, KERNELS.wasm(), 0.5)), [0, 10])).toThrow(asked);
  });

  it('is taken where an entry is longer than a copy can reach back', () => {
    const bound = withoutValues(bindTemplate(table));
    const [prefix, suffix] = [new Uint8Array(65_515), new Uint8Array(0)];
    expect(() => encode(withRowText(bound, { prefix, suffix, minDigits: 16 }), [0, 2])).not.toThrow();
    expect(() => encode(withRowText(bound, { prefix, suffix, minDigits: 17 }), [0, 2])).toThrow(asked);
  });
});
