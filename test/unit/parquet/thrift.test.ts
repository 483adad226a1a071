import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ThriftReader } from '../../../shared/parquet/thrift-reader.ts';
import { type ThriftStruct, ThriftType } from '../../../shared/parquet/thrift-tree.ts';
import { encodeStruct } from '../../../shared/parquet/thrift-writer.ts';

const CORPUS = join(process.env['TABULAR_SHARED'] ?? '../shared', 'data/parquet_testing/data');
const corpus = existsSync(CORPUS)
  ? readdirSync(CORPUS, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.parquet'))
  : [];

function footerOf(file: Buffer): Buffer {
  const length = file.readUInt32LE(file.length - 8);
  return file.subarray(file.length - 8 - length, file.length - 8);
}

describe('thrift trees', () => {
  it('give back the bytes of every kind of field', () => {
    const struct: ThriftStruct = [
      { id: 1, type: ThriftType.true, value: true },
      { id: 2, type: ThriftType.false, value: false },
      { id: 3, type: ThriftType.i8, value: 200 },
      { id: 4, type: ThriftType.i16, value: -1 },
      { id: 40, type: ThriftType.i32, value: -2_147_483_648 },
      { id: 41, type: ThriftType.i64, value: -(2n ** 63n) },
      { id: 42, type: ThriftType.i64, value: 2n ** 63n - 1n },
      { id: 43, type: ThriftType.i64, value: Number.MAX_SAFE_INTEGER },
      { id: 44, type: ThriftType.double, value: new Uint8Array(8).fill(9) },
      { id: 45, type: ThriftType.uuid, value: new Uint8Array(16).fill(3) },
      { id: 46, type: ThriftType.binary, value: new Uint8Array(300).fill(7) },
      { id: 47, type: ThriftType.list, value: { elementType: ThriftType.true, elements: [1, 2, 0] } },
      { id: 48, type: ThriftType.set, value: { elementType: ThriftType.i32, elements: Array(20).fill(-5) } },
      {
        id: 49,
        type: ThriftType.map,
        value: {
          keyType: ThriftType.i32,
          valueType: ThriftType.struct,
          entries: [[1, [{ id: 1, type: 5, value: 2 }]]],
        },
      },
      { id: 50, type: ThriftType.map, value: { keyType: 0, valueType: 0, entries: [] } },
      { id: 7, type: ThriftType.struct, value: [] },
    ];
    const bytes = encodeStruct(struct);
    expect(new ThriftReader(bytes).struct()).toEqual(struct);
  });

  it('refuse bytes that are cut short, nested without end or of an unknown type', () => {
    const bytes = encodeStruct([{ id: 1, type: ThriftType.binary, value: new Uint8Array(20) }]);
    for (let length = 0; length < bytes.length; length++) {
      expect(() => new ThriftReader(bytes.subarray(0, length)).struct()).toThrow(RangeError);
    }
    expect(() => new ThriftReader(new Uint8Array(1_000).fill(0x1c)).struct()).toThrow('nested too deeply');
    expect(() => new ThriftReader(Uint8Array.of(0x1f, 0)).struct()).toThrow('type 15');
    expect(() => new ThriftReader(new Uint8Array(20).fill(0xff)).struct()).toThrow(RangeError);
  });

  it.skipIf(corpus.length === 0).each(corpus.length === 0 ? ['TABULAR_SHARED has no parquet_testing'] : corpus)(
    'give back the footer of %s byte for byte',
    (name) => {
      const footer = footerOf(readFileSync(join(CORPUS, name)));
      expect(Buffer.compare(encodeStruct(new ThriftReader(footer).struct()), footer)).toBe(0);
    },
  );
});
