import { describe, expect, it } from 'vitest';
import { isSameName, quoteIdentifier, sqlName } from '../../../shared/sql/identifier.ts';

const bytes = (text: string) => new TextEncoder().encode(text).length;

describe('identifiers', () => {
  it('doubles the quotes of each dialect within a name, and nothing else', () => {
    expect(quoteIdentifier('a"b`c\'d\\e', 'postgresql')).toBe('"a""b`c\'d\\e"');
    expect(quoteIdentifier('a"b`c\'d\\e', 'sqlite')).toBe('"a""b`c\'d\\e"');
    expect(quoteIdentifier('a"b`c\'d\\e', 'mysql')).toBe('`a"b``c\'d\\e`');
  });

  it('keeps what a dialect can have', () => {
    expect(sqlName('x'.repeat(63), 'postgresql')).toBe('x'.repeat(63));
    expect(sqlName('é'.repeat(64), 'mysql')).toBe('é'.repeat(64));
    expect(sqlName('😀'.repeat(64), 'sqlite')).toBe('😀'.repeat(64));
  });

  it('shortens to 63 bytes of whole characters for PostgreSQL, and tells long names apart', () => {
    for (const character of ['x', 'é', '€', '😀']) {
      const [first, second] = ['1', '2'].map((end) => sqlName(character.repeat(70) + end, 'postgresql'));
      expect(first).not.toBe(second);
      for (const name of [first!, second!]) {
        expect(bytes(name)).toBeLessThanOrEqual(63);
        expect(bytes(name)).toBeGreaterThan(63 - bytes(character));
        expect(name).toMatch(/~[0-9a-f]{8}$/);
        expect(name.isWellFormed()).toBe(true);
      }
    }
  });

  it('shortens to 64 characters for MySQL, and replaces what its names cannot hold', () => {
    expect(sqlName('x'.repeat(100), 'mysql')).toHaveLength(64);
    expect(sqlName('smile 😀', 'mysql')).toMatch(/^smile _~[0-9a-f]{8}$/);
    expect(sqlName('ends in spaces  ', 'mysql')).toMatch(/^ends in spaces_~[0-9a-f]{8}$/);
    expect(sqlName('smile 😀', 'mysql')).not.toBe(sqlName('smile 🙂', 'mysql'));
  });

  it('knows which dialects take names of another case for the same', () => {
    expect(isSameName('Id', 'iD', 'postgresql')).toBe(false);
    expect(isSameName('Id', 'iD', 'mysql')).toBe(true);
    expect(isSameName('Id', 'iD', 'sqlite')).toBe(true);
    expect(isSameName('Id', 'Ie', 'sqlite')).toBe(false);
  });
});
