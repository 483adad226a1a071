import { tableFromIPC } from 'apache-arrow';
import { describe, expect, it } from 'vitest';
import { createArrowPartEncoder } from '../../../shared/arrow/part-encoder.ts';
import { firstMessageBytes } from '../../../shared/arrow/stream-frame.ts';
import { KernelSession } from '../../../shared/kernels/kernel-session.ts';
import { compileKernels, createWasmKernels } from '../../../shared/kernels/wasm-kernels.ts';
import { everyTypeColumns } from '../../support/every-type.ts';
import { type FixedColumn, fixedTable } from '../../support/fixed-table.ts';

const module = compileKernels();

function tableOf(columns: FixedColumn[], pageRows = 64) {
  const bound = fixedTable(new KernelSession(createWasmKernels(module)), columns, { pageRows });
  const part = createArrowPartEncoder(bound).encode(0, columns[0]!.values.length);
  return tableFromIPC(part.slices[0]);
}

describe('createArrowPartEncoder', () => {
  it('gives every type its Arrow type', () => {
    const { schema } = tableOf(everyTypeColumns(10));
    expect(schema.fields.map((field) => `${field.name}: ${field.type}`)).toMatchInlineSnapshot(`
      [
        "id: Int64",
        "wide: Int64",
        "small: Int32",
        "code number: Int32",
        "flag: Bool",
        "double: Float64",
        "places: Float64",
        "double code: Float64",
        "float: Float32",
        "float places: Float32",
        "money: Decimal[9e+2]",
        "exact: Decimal[18e+6]",
        "whole: Decimal[12e0]",
        "day: Date32<DAY>",
        "day code: Date32<DAY>",
        "clock: Time64<MICROSECOND>",
        "instant: Timestamp<MICROSECOND, UTC>",
        "moment: Timestamp<MILLISECOND, UTC>",
        "local: Timestamp<MICROSECOND>",
        "text "quoted", with comma: Utf8",
        "country: Utf8",
        "bytes: Binary",
        "key: FixedSizeBinary[16]",
      ]
    `);
    expect(schema.fields.find(({ name }) => name === 'key')!.metadata.get('ARROW:extension:name')).toBe('arrow.uuid');
  });

  it('keeps values and nulls across pages', () => {
    const columns = everyTypeColumns(200);
    const table = tableOf(columns);
    expect(table.batches).toHaveLength(4);
    for (const { name, type, values } of columns) {
      const column = table.getChild(name)!;
      expect(column.nullCount, name).toBe(values.filter((value) => value === null).length);
      values.forEach((value, row) => {
        if (value === null) expect(column.get(row), name).toBeNull();
        else if (['boolean', 'int32', 'int64', 'float32', 'float64', 'string', 'enum'].includes(type.name))
          expect(column.get(row), name).toBe(value);
      });
    }
  });

  it('extends the sign of decimals to 128 bits, from 32 and from 64', () => {
    const values = [-1n, 1n, -123_456_789n];
    for (const precision of [9, 18]) {
      const table = tableOf([{ name: 'd', type: { name: 'decimal', precision, scale: 2 }, values }]);
      const words = table.getChild('d')!.toArray() as Uint32Array;
      const wide = new BigInt64Array(words.slice().buffer);
      expect([...wide]).toEqual(values.flatMap((value) => [value, value < 0n ? -1n : 0n]));
    }
  });

  it('says whether a column can be null', () => {
    const { schema } = tableOf([
      { name: 'a', type: { name: 'int32' }, values: [1, 2] },
      { name: 'b', type: { name: 'int32' }, values: [1, null] },
    ]);
    expect(schema.fields.map(({ nullable }) => nullable)).toEqual([false, true]);
  });

  it('refuses bytes that are no stream', () => {
    expect(() => firstMessageBytes(Uint8Array.of(1, 2, 3))).toThrow('does not begin with a message');
  });
});
