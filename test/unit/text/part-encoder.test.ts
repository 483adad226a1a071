import { describe, expect, it } from 'vitest';
import { KernelSession } from '../../../shared/kernels/kernel-session.ts';
import { compileKernels, createWasmKernels } from '../../../shared/kernels/wasm-kernels.ts';
import { createTextPartEncoder } from '../../../shared/text/part-encoder.ts';
import type { TextStyle } from '../../../shared/text/text-style.ts';
import { everyTypeColumns } from '../../support/every-type.ts';
import { type FixedColumn, fixedTable } from '../../support/fixed-table.ts';

const module = compileKernels();

type PlainFormat = 'csv' | 'json' | 'jsonl';

function encode(columns: FixedColumn[], style: PlainFormat | TextStyle, { rowStart = 0, pageRows = 64 } = {}): string {
  const bound = fixedTable(new KernelSession(createWasmKernels(module)), columns, { pageRows });
  const encoder = createTextPartEncoder(bound, typeof style === 'string' ? { format: style } : style);
  const part = encoder.encode(rowStart, columns[0]!.values.length);
  expect(part.bytes).toBe(part.slices.reduce((sum, slice) => sum + slice.length, 0));
  return new TextDecoder().decode(part.slices[0]);
}

const text = (...values: (string | null)[]): FixedColumn => ({ name: 'text', type: { name: 'string' }, values });
const number: FixedColumn = { name: 'n', type: { name: 'int32' }, values: [1, null, 3] };

describe('createTextPartEncoder', () => {
  it('writes CSV by RFC 4180: CRLF, a header, quotes only where they are needed', () => {
    const table = [text('a,b', 'say "hi"', 'line\nbreak'), { ...number, name: 'a "number", or not' }];
    expect(encode(table, 'csv')).toBe('text,"a ""number"", or not"\r\n"a,b",1\r\n"say ""hi""",\r\n"line\nbreak",3\r\n');
  });

  it('tells a null from the empty text in CSV', () => {
    expect(encode([text('', null, 'x'), number], 'csv')).toBe('text,n\r\n"",1\r\n,\r\nx,3\r\n');
  });

  it('quotes a CSV field for a special byte at any place of any length', () => {
    const values = Array.from({ length: 40 }, (_, at) => `${'x'.repeat(at)},${'y'.repeat(40 - at)}`);
    const lines = encode([text(...values)], 'csv')
      .split('\r\n')
      .slice(1, -1);
    expect(lines).toEqual(values.map((value) => `"${value}"`));
  });

  it('does not quote a CSV field for the bytes that follow it in memory', () => {
    const values = Array.from({ length: 60 }, (_, length) => 'x'.repeat(length + 1));
    expect(
      encode([text(...values)], 'csv')
        .split('\r\n')
        .slice(1, -1),
    ).toEqual(values);
  });

  it('escapes JSON as JSON.stringify does, every control character included', () => {
    const controls = String.fromCharCode(...Array.from({ length: 128 }, (_, code) => code));
    const values = [controls, `${'x'.repeat(15)}"${'y'.repeat(15)}\\`, 'ü€😀\u2028', ''];
    const lines = values.map((value) => `${JSON.stringify({ text: value })}\n`);
    expect(encode([text(...values)], 'jsonl')).toBe(lines.join(''));
  });

  it('writes the rows of every type alike in JSON and JSONL', () => {
    const columns = everyTypeColumns(300);
    const lines = encode(columns, 'jsonl').trimEnd().split('\n');
    expect(JSON.parse(encode(columns, 'json'))).toEqual(lines.map((line) => JSON.parse(line)));
    expect(lines).toHaveLength(300);
  });

  it('holds wide integers and decimals above 15 digits as strings in JSON, in the whole column', () => {
    const columns: FixedColumn[] = [
      { name: 'wide', type: { name: 'int64' }, isBeyondSafeIntegers: true, values: [1n, null] },
      { name: 'long', type: { name: 'int64' }, values: [1n, null] },
      { name: 'exact', type: { name: 'decimal', precision: 16, scale: 2 }, values: [100n, null] },
      { name: 'money', type: { name: 'decimal', precision: 15, scale: 2 }, values: [100n, null] },
    ];
    expect(encode(columns, 'jsonl')).toBe(
      '{"wide":"1","long":1,"exact":"1.00","money":1.00}\n{"wide":null,"long":null,"exact":null,"money":null}\n',
    );
  });

  it('gives the same text for coded and for plain columns', () => {
    const values = ['a', 'b "quoted"', null, 'c'.repeat(70), 'd,e', ''];
    for (const format of ['csv', 'jsonl'] as const) {
      for (const layout of ['codes8', 'codes16'] as const) {
        expect(encode([{ ...text(...values), layout }], format)).toBe(encode([text(...values)], format));
      }
    }
  });

  it('writes dictionaries too large for cells', () => {
    const values = Array.from({ length: 5_000 }, (_, i) => `entry ${i}`);
    const coded = encode([{ ...text(...values), layout: 'codes16' }], 'jsonl', { pageRows: 1_024 });
    expect(coded).toBe(encode([text(...values)], 'jsonl', { pageRows: 1_024 }));
  });

  it.each(['csv', 'jsonl', 'json'] as const)('gives the same %s for any page size', (format) => {
    const columns = everyTypeColumns(500);
    const whole = encode(columns, format, { pageRows: 512 });
    for (const pageRows of [1, 64, 192]) expect(encode(columns, format, { pageRows })).toBe(whole);
  });

  it('marks the rows as the data that merging copies', () => {
    for (const [format, data] of [
      ['csv', '1\r\n\r\n3\r\n'],
      ['jsonl', '{"n":1}\n{"n":null}\n{"n":3}\n'],
      ['json', '{"n":1},\n{"n":null},\n{"n":3}'],
    ] as const) {
      const bound = fixedTable(new KernelSession(createWasmKernels(module)), [number]);
      const part = createTextPartEncoder(bound, { format }).encode(0, 3);
      expect(new TextDecoder().decode(part.slices[0]!.subarray(part.dataStart, part.dataEnd))).toBe(data);
    }
  });

  it('writes a whole file for no rows', () => {
    const texts = (['csv', 'jsonl', 'json'] as const).map((format) => encode([number], format, { rowStart: 3 }));
    expect(texts).toEqual(['n\r\n', '', '[\n\n]\n']);
  });

  it('stops when a page is not wanted', () => {
    const bound = fixedTable(new KernelSession(createWasmKernels(module)), everyTypeColumns(300), { pageRows: 64 });
    const done: number[] = [];
    const stop = () => {
      createTextPartEncoder(bound, { format: 'csv' }).encode(100, 300, (rows) => {
        done.push(rows);
        if (rows > 64) throw new Error('cancelled');
      });
    };
    expect(stop).toThrow('cancelled');
    expect(done).toEqual([64, 128]);
  });
});
