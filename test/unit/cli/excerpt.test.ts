import { describe, expect, it } from 'vitest';
import { excerpt } from '../../../scripts/tabular/excerpt.ts';

const at = (column: number, text: string) => ({ file: 'spec.yaml', line: 12, column, text });

describe('excerpt', () => {
  it('sets a caret under the column', () => {
    expect(excerpt(at(5, '    max: 3'), 80)).toEqual(['    12 |     max: 3', '       |     ^']);
  });

  it('counts a tab as one column and wide characters as two', () => {
    expect(excerpt(at(5, '\t日本 x'), 80)).toEqual(['    12 |  日本 x', '       |       ^']);
  });

  it.each([1, 40, 49, 50, 500, 999])(
    'keeps the line within the terminal with the caret in it, for column %i',
    (column) => {
      const text = Array.from({ length: 1_000 }, (_, index) => String.fromCharCode(0x61 + (index % 26))).join('');
      const [line, caret] = excerpt(at(column, text), 80);
      expect(line.length).toBeLessThan(80);
      expect(line[caret.indexOf('^')]).toBe(text[column - 1]);
    },
  );

  it('writes nothing that a terminal would obey', () => {
    expect(excerpt(at(1, '\u001b[2Jx\u0085'), 80)[0]).toBe('    12 |  [2Jx ');
  });
});
