import { describe, expect, it } from 'vitest';
import type { ColumnType } from '../../../shared/columns/column-type.ts';
import { copyField, quoteText, sqlLiteral } from '../../../shared/sql/literal.ts';

const TEXT = 'it\'s a \\ and a "quote",\r\n\ta $$ and a \0 \\. é😀';
const string: ColumnType = { name: 'string' };

describe('literals', () => {
  it('quotes text by the rules of each dialect', () => {
    const doubled = TEXT.replace("'", "''");
    expect(quoteText(TEXT, 'postgresql')).toBe(`'${doubled.replace('\0', '\uFFFD')}'`);
    expect(quoteText(TEXT, 'sqlite')).toBe(`'${doubled.replace('\0', '\uFFFD')}'`);
    expect(quoteText(TEXT, 'mysql')).toBe(`'${doubled.replaceAll('\\', '\\\\').replace('\0', '\\0')}'`);
  });

  it('writes values of every type for every dialect', () => {
    const decimal: ColumnType = { name: 'decimal', precision: 18, scale: 2 };
    const instant: ColumnType = { name: 'timestamp', unit: 'us', isUtc: true };
    const cases: [ColumnType, string | undefined, postgresql: string, mysql: string, sqlite: string][] = [
      [string, undefined, 'NULL', 'NULL', 'NULL'],
      [string, '', "''", "''", "''"],
      [{ name: 'enum' }, 'a', "'a'", "'a'", "'a'"],
      [{ name: 'boolean' }, 'true', 'true', 'TRUE', '1'],
      [{ name: 'boolean' }, 'false', 'false', 'FALSE', '0'],
      [{ name: 'int32' }, '-1', '-1', '-1', '-1'],
      [{ name: 'float64' }, '1e+21', '1e+21', '1e+21', '1e+21'],
      [decimal, '1.20', '1.20', '1.20', "'1.20'"],
      [{ name: 'decimal', precision: 15, scale: 2 }, '1.20', '1.20', '1.20', '1.20'],
      [{ name: 'date' }, '2024-01-31', "'2024-01-31'", "'2024-01-31'", "'2024-01-31'"],
      [instant, '2024-01-31T00:00:00.000001Z', ...instants('2024-01-31T00:00:00.000001')],
    ];
    for (const [type, text, ...literals] of cases) {
      const made = (['postgresql', 'mysql', 'sqlite'] as const).map((dialect) => sqlLiteral(type, text, dialect));
      expect(made).toEqual(literals);
    }
  });

  it('escapes fields of COPY', () => {
    expect(copyField(string, TEXT)).toBe('it\'s a \\\\ and a "quote",\\r\\n\\ta $$ and a \uFFFD \\\\. é😀');
    expect(copyField(string, undefined)).toBe('\\N');
    expect(copyField(string, '\\N')).toBe('\\\\N');
    expect(copyField(string, '')).toBe('');
    expect(copyField({ name: 'boolean' }, 'true')).toBe('t');
  });
});

function instants(text: string): [string, string, string] {
  return [`'${text}Z'`, `'${text}'`, `'${text}Z'`];
}
