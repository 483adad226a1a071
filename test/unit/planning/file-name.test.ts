import { describe, expect, it } from 'vitest';
import { fileStem, onlyFileName, partFileName } from '../../../shared/planning/file-name.ts';

describe('file names of tables', () => {
  it.each([
    ['orders', 'orders'],
    ['Orders-2024.v1', 'Orders-2024.v1'],
    ['../etc/passwd', '~2e.~2fetc~2fpasswd'],
    ['..', '~2e.'],
    ['a/b\\c', 'a~2fb~5cc'],
    ['C:nul ?', 'C~3anul~20~3f'],
    ['ä', '~c3~a4'],
    ['a~2f', 'a~7e2f'],
  ])('carries %j as %s', (name, stem) => {
    expect(fileStem(name)).toBe(stem);
  });

  it('keeps long names short and apart', () => {
    const [one, two] = [fileStem('ä'.repeat(127)), fileStem(`${'ä'.repeat(126)}b`)];
    expect(one.length).toBeLessThan(128);
    expect(one).not.toBe(two);
  });

  it('numbers the files of a table', () => {
    expect(onlyFileName('t', { format: 'jsonl', compression: 'none' })).toBe('t.jsonl');
    expect(partFileName('t', 7, { format: 'parquet', compression: 'zstd' })).toBe('t/part-00007.parquet');
    expect(partFileName('t', 123_456, { format: 'csv', compression: 'zstd' })).toBe('t/part-123456.csv.zst');
    expect(onlyFileName('t', { format: 'sql', compression: 'gzip' })).toBe('t.sql.gz');
  });
});
