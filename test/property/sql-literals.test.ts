import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SQL_DIALECTS } from '../../shared/contracts/spec-document.ts';
import { KernelSession } from '../../shared/kernels/kernel-session.ts';
import { compileKernels, createWasmKernels } from '../../shared/kernels/wasm-kernels.ts';
import { copyField, sqlLiteral } from '../../shared/sql/literal.ts';
import { createTextPartEncoder } from '../../shared/text/part-encoder.ts';
import type { SqlStyle } from '../../shared/text/text-style.ts';
import { type FixedColumn, fixedTable } from '../support/fixed-table.ts';
import { sqlStyle } from '../support/text-styles.ts';

const module = compileKernels();
const type = { name: 'string' } as const;
/** Mostly what is special somewhere, with runs of plain characters that reach over the kernels' vectors. */
const text = fc
  .array(
    fc.oneof(
      fc.constantFrom("'", '\\', '\0', '\n', '\r', '\t', '"', '$', '😀'),
      fc.constant('plain text of 23 bytes!'),
    ),
  )
  .map((pieces) => pieces.join(''));

/** The rows alone. */
function rowsOf(columns: FixedColumn[], style: SqlStyle, pageRows: number): string {
  const bound = fixedTable(new KernelSession(createWasmKernels(module)), columns, { pageRows });
  const { slices, dataStart, dataEnd } = createTextPartEncoder(bound, style).encode(0, columns[0]!.values.length);
  return new TextDecoder().decode(slices[0]!.subarray(dataStart, dataEnd));
}

describe('text in SQL', () => {
  const values = fc.array(fc.option(text), { minLength: 1, maxLength: 40 });

  it('is the literal or field that the dialect writes, plain and coded', () => {
    fc.assert(
      fc.property(values, fc.constantFrom(...SQL_DIALECTS), fc.constantFrom(1, 3, 64), (texts, dialect, pageRows) => {
        const columns: FixedColumn[] = [
          { name: 'plain', type, values: texts },
          { name: 'coded', type, layout: 'codes16', values: texts },
        ];
        const literal = (value: string | null) => sqlLiteral(type, value ?? undefined, dialect);
        const insert = rowsOf(columns, sqlStyle({ dialect }), pageRows);
        expect(insert).toBe(texts.map((value) => `(${literal(value)},${literal(value)})`).join(',\n'));
        const field = (value: string | null) => copyField(type, value ?? undefined);
        const copy = rowsOf(columns, sqlStyle({ statement: 'copy' }), pageRows);
        expect(copy).toBe(texts.map((value) => `${field(value)}\t${field(value)}\n`).join(''));
      }),
      { numRuns: 150, seed: 20_250_104 },
    );
  });

  it('stands in statements of so many rows, wherever pages and parts begin', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 9 }),
        (rows, perStatement, pageRows) => {
          const numbers: FixedColumn = {
            name: 'n',
            type: { name: 'int32' },
            values: Array.from({ length: rows }, (_, n) => n),
          };
          const data = rowsOf([numbers], sqlStyle({ rows_per_statement: perStatement }), pageRows);
          const statements = data.split(';\nINSERT INTO "fixed" ("n") VALUES\n');
          expect(statements.map((statement) => statement.split(',\n').length)).toEqual(
            Array.from({ length: Math.ceil(rows / perStatement) }, (_, i) =>
              Math.min(perStatement, rows - i * perStatement),
            ),
          );
          expect(statements.flatMap((statement) => statement.split(',\n'))).toEqual(
            numbers.values.map((n) => `(${n})`),
          );
        },
      ),
      { numRuns: 100, seed: 20_250_105 },
    );
  });
});

describe('formula-like text in CSV', () => {
  it('has an apostrophe in front when asked for, and is plain text otherwise', () => {
    const texts = ['=1+1', '+1', '-1', '@x', '\tx', '\rx', 'a=1', '', '=a"b', '-'];
    const column: FixedColumn = { name: 't', type, values: texts };
    const encode = (escape_formulas: boolean) => {
      const bound = fixedTable(new KernelSession(createWasmKernels(module)), [
        column,
        { ...column, name: 'n', type: { name: 'int32' }, values: texts.map((_, row) => -row) },
      ]);
      const { slices } = createTextPartEncoder(bound, { format: 'csv', csv: { escape_formulas } }).encode(
        0,
        texts.length,
      );
      return new TextDecoder().decode(slices[0]).split('\r\n').slice(1, -1);
    };
    expect(encode(true)).toEqual(
      [`"'=1+1"`, `"'+1"`, `"'-1"`, `"'@x"`, `"'\tx"`, `"'\rx"`, 'a=1', '""', `"'=a""b"`, `"'-"`].map(
        (field, row) => `${field},${-row}`,
      ),
    );
    expect(encode(false)[0]).toBe('=1+1,0');
  });
});
