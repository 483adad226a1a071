import { describe, expect, it } from 'vitest';
import { OUTPUT_FORMATS, OutputSpec } from '../../../shared/contracts/spec-document.ts';
import type { AppError } from '../../../shared/errors/app-error.ts';
import { outputAs, outputWith } from '../../../shared/spec/normalise-output.ts';
import { normaliseSpec } from '../../../shared/spec/normalise-spec.ts';

const SPLIT_DEFAULT = 128 * 1024 * 1024;

function outputOf(output: unknown, beside: object = {}) {
  return normaliseSpec({ schema: { a: 'uuid' }, num_records: 1, output, ...beside }, { seed: 1 }).output;
}

function faultsOf(output: unknown, beside: object = {}): [path: string, code: string][] {
  try {
    outputOf(output, beside);
  } catch (thrown) {
    return ((thrown as AppError).issues ?? []).map(({ path, code }) => [path, code]);
  }
  return [];
}

describe('an output', () => {
  it('has the defaults of its format', () => {
    expect(outputOf({})).toEqual({ format: 'parquet', compression: 'snappy', layout: 'file' });
    expect(outputOf({ format: 'csv' })).toEqual({ format: 'csv', compression: 'none', layout: 'file' });
    expect(outputOf({}, { format: 'arrow' })).toEqual({ format: 'arrow', compression: 'none', layout: 'file' });
    expect(outputOf({ format: 'sql' })).toEqual({
      format: 'sql',
      dialect: 'postgresql',
      statement: 'insert',
      rows_per_statement: 500,
      create_table: false,
      compression: 'none',
      layout: 'file',
    });
  });

  it('is split in any spelling, by 128 MiB where none is said', () => {
    for (const split of [true, {}, { bytes: SPLIT_DEFAULT }])
      expect(outputOf({ split })).toMatchObject({ split: { bytes: SPLIT_DEFAULT } });
    expect(outputOf({ format: 'csv', split: { rows: 7 } })).toMatchObject({ split: { rows: 7 } });
  });

  it.each([
    [7, ['output', 'WRONG_TYPE']],
    [{ format: 'xls' }, ['output.format', 'NOT_ONE_OF']],
    [{ format: 'csv', compression: 'snappy' }, ['output.compression', 'NOT_ONE_OF']],
    [{ format: 'parquet', compression: 'gzip' }, ['output.compression', 'NOT_ONE_OF']],
    [{ format: 'arrow', compression: 'zstd' }, ['output.compression', 'NOT_ONE_OF']],
    [{ format: 'json', dialect: 'mysql' }, ['output.dialect', 'UNKNOWN_KEY']],
    [{ format: 'jsonl', csv: {} }, ['output.csv', 'UNKNOWN_KEY']],
    [{ format: 'sql', dialect: 'oracle' }, ['output.dialect', 'NOT_ONE_OF']],
    [{ format: 'sql', dialect: 'mysql', statement: 'copy' }, ['output.statement', 'CONFLICT']],
    [{ format: 'sql', rows_per_statement: 0 }, ['output.rows_per_statement', 'OUT_OF_RANGE']],
    [{ split: 'big' }, ['output.split', 'WRONG_TYPE']],
    [{ split: { rows: 0 } }, ['output.split.rows', 'OUT_OF_RANGE']],
    [{ split: { byte: 3 } }, ['output.split.byte', 'UNKNOWN_KEY']],
    [{ split: { rows: 1, bytes: 2 } }, ['output.split', 'CONFLICT']],
    [{ split: true, layout: 'parts' }, ['output.split', 'CONFLICT']],
  ])('is refused: %j', (output, fault) => {
    expect(faultsOf(output)).toEqual([fault]);
  });

  it('names its format once', () => {
    expect(faultsOf({ format: 'json' }, { format: 'csv' })).toEqual([['format', 'CONFLICT']]);
    expect(faultsOf({}, { format: 'xls' })).toEqual([['format', 'NOT_ONE_OF']]);
  });
});

describe('an output in another format', () => {
  it('keeps what both formats can say', () => {
    const output = OutputSpec.parse({ format: 'csv', compression: 'gzip', split: { rows: 5 }, chunk_rows: 9 });
    expect(outputAs(output, 'csv')).toBe(output);
    expect(outputAs(output, 'jsonl')).toEqual({ ...output, format: 'jsonl' });
    expect(outputAs(output, 'parquet')).toEqual({ ...output, format: 'parquet', compression: 'snappy' });
  });

  it('is one for every two formats', () => {
    for (const from of OUTPUT_FORMATS)
      for (const to of OUTPUT_FORMATS) expect(outputAs(OutputSpec.parse({ format: from }), to).format).toBe(to);
  });

  it('does not take the compression within a Parquet file for that of a whole file', () => {
    const output = OutputSpec.parse({ format: 'parquet', compression: 'zstd' });
    expect(outputAs(output, 'csv').compression).toBe('none');
  });

  it('takes members beside the document, and refuses what it does not have', () => {
    const output = OutputSpec.parse({ format: 'sql' });
    expect(outputWith(output, { dialect: 'sqlite' })).toEqual({ ...output, dialect: 'sqlite' });
    expect(() => outputWith(output, { csv: {} })).toThrow(/output.csv/);
  });
});
