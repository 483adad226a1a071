import { describe, expect, it } from 'vitest';
import { createTwinKernels } from '../../../shared/kernels/twin/twin-kernels.ts';
import { everyTypeColumns } from '../../support/every-type.ts';
import type { FixedColumn, FixedValue } from '../../support/fixed-table.ts';
import { parquetEncoder, parquetFile } from '../../support/parquet-files.ts';
import { PARQUET_READERS, type ParquetReader } from '../../support/parquet-readers.ts';

const CODECS = ['snappy', 'zstd', 'none'] as const;
const PAGE_ROWS = 64;

type Nulls = (value: FixedValue | null, row: number, values: readonly (FixedValue | null)[]) => FixedValue | null;
const NULLS: Record<string, Nulls> = {
  'nulls here and there': (value) => value,
  'no nulls': (value, _row, values) => value ?? values.find((other) => other !== null)!,
  'pages of nothing but nulls': (value, row) => (Math.floor(row / PAGE_ROWS) % 2 === 0 ? null : value),
  'nothing but nulls': () => null,
};

function columnsWith(nulls: Nulls, rows: number): FixedColumn[] {
  const sequence = Array.from({ length: rows }, (_, row) => BigInt(row) * 1_000n - 7n);
  const delta: FixedColumn = { name: 'delta', type: { name: 'int64' }, values: sequence, isDeltaFriendly: true };
  const constant: FixedColumn = {
    name: 'constant',
    type: { name: 'string' },
    layout: 'codes8',
    values: sequence.map(() => 'one value'),
  };
  return [...everyTypeColumns(rows), delta, { ...delta, name: 'delta with gaps', values: [...sequence] }, constant].map(
    (column) => (column.name === 'delta' ? column : { ...column, values: column.values.map(nulls) }),
  );
}

async function expectRead(reader: ParquetReader, file: Uint8Array, columns: readonly FixedColumn[]): Promise<void> {
  const read = await reader.read(file, columns);
  for (const { name, type, values } of columns) {
    const inexact = reader.inexact?.(type);
    const expected = inexact ? values.map((value) => (value === null ? null : inexact.round(value))) : values;
    expect({ column: name, values: read[name] }).toStrictEqual({ column: name, values: expected });
  }
}

describe.each(PARQUET_READERS)('$name', (reader) => {
  const reasons = everyTypeColumns(1).flatMap(({ type }) => reader.inexact?.(type)?.reason ?? []);
  const exceptions = reasons.length > 0 ? ` (except: ${reasons[0]})` : '';

  for (const compression of CODECS) {
    it.each(Object.entries(NULLS))(
      `reads every value of every type, ${compression}, with %s${exceptions}`,
      async (_name, nulls) => {
        const columns = columnsWith(nulls, 200);
        await expectRead(reader, parquetFile(columns, { compression, pageRows: PAGE_ROWS }), columns);
      },
    );
  }

  it.each([1, 63, 64, 65, 128])('reads %i rows in pages of 64', async (rows) => {
    const columns = columnsWith(NULLS['nulls here and there']!, rows);
    await expectRead(reader, parquetFile(columns, { pageRows: PAGE_ROWS }), columns);
  });

  it('reads a part without rows', async () => {
    const columns = columnsWith(NULLS['no nulls']!, 1);
    const read = await reader.read(parquetEncoder(columns)(0, 0).file, columns);
    expect(Object.values(read).flat()).toEqual([]);
  });
});

describe('createParquetPartEncoder', () => {
  const columns = columnsWith(NULLS['nulls here and there']!, 500);

  it.each(CODECS)('gives the same bytes with the kernels and with their twins, %s', (compression) => {
    const twin = parquetFile(columns, { compression, kernels: createTwinKernels() });
    expect(Buffer.compare(parquetFile(columns, { compression }), twin)).toBe(0);
  });

  it('gives bytes that depend on the rows alone, whatever was encoded before', () => {
    const encode = parquetEncoder(columns);
    const first = encode(100, 400).file;
    encode(0, 500);
    expect(Buffer.compare(encode(100, 400).file, first)).toBe(0);
  });

  it('tells the rows done after each page and stops where the listener throws', () => {
    const done: number[] = [];
    const encode = parquetEncoder(columns);
    encode(10, 200, (rows) => done.push(rows));
    expect(done).toEqual([64, 128, 190]);
    const stop = new Error('cancelled');
    expect(() =>
      encode(0, 500, () => {
        throw stop;
      }),
    ).toThrow(stop);
  });

  it('states where the bytes lie that merging copies', () => {
    const { part, file } = parquetEncoder(columns)(0, 500);
    expect(part.bytes).toBe(file.length);
    expect(part.dataStart).toBe(4);
    const tail = part.slices.at(-1)!;
    expect(part.dataEnd).toBe(file.length - tail.length);
  });

  it('leaves random doubles as they are, whatever the codec', () => {
    const noise = Array.from({ length: 1_000 }, (_, i) => Math.fround(Math.sin(i)) + i * 1e-9);
    const column = { name: 'noise', type: { name: 'float64' }, values: noise } as const;
    expect(parquetFile([column], { compression: 'zstd' }).length).toBe(
      parquetFile([column], { compression: 'none' }).length,
    );
  });
});
