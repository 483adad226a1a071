import { describe, expect, it } from 'vitest';
import type { Scalar } from '../../../shared/expressions/expression-node.ts';
import { type Columns, compile, drawOf, evaluateRows, pageOf, rowsOf } from './evaluate-rows.ts';

function texts(isCoded: boolean, rows: readonly Scalar[] = ['a', null, 'b', 'a']): Columns {
  return { word: { type: 'text', rows, isCoded }, n: { type: 'number', rows: [1, 2, null, 4] } };
}

describe('compileExpression', () => {
  it('names what it reads once, in the order of the text', () => {
    const columns: Columns = { a: { type: 'number', rows: [] }, 'p.b': { type: 'number', rows: [] } };
    expect(compile('p.b + a * "p".b', columns).reads).toEqual(['p.b', 'a']);
  });

  it('numbers the draws of random() and takes each from its row', () => {
    const compiled = compile('random() - random()');
    expect(compiled.randomDraws).toBe(2);
    const rows = rowsOf(compiled.evaluate({ ...pageOf({}, 5), rowCount: 3 }));
    expect(rows).toEqual([5, 6, 7].map((row) => drawOf(row, 0) - drawOf(row, 1)));
  });

  it('looks once at what a case compares', () => {
    expect(compile('case floor(random() * 3) when 0 then 1 when 1 then 2 end').randomDraws).toBe(1);
  });

  it('counts rows from the start of the table', () => {
    const compiled = compile('row * 2');
    expect(rowsOf(compiled.evaluate({ ...pageOf({}), rowStart: 2 ** 40, rowCount: 2 }))).toEqual([
      2 ** 41,
      2 ** 41 + 2,
    ]);
  });

  it('evaluates a page of no rows', () => {
    for (const source of ['1', "'a'", 'true'])
      expect(rowsOf(compile(source).evaluate({ ...pageOf({}), rowCount: 0 }))).toEqual([]);
  });

  it('leaves isNull out where no row is null', () => {
    expect(compile('n', texts(false)).evaluate(pageOf(texts(false)))).toHaveProperty('isNull');
    expect(compile('coalesce(n, 0)', texts(false)).evaluate(pageOf(texts(false)))).not.toHaveProperty('isNull');
  });
});

describe('text by dictionary', () => {
  it.each([
    ["upper(word) || '!'", ['A!', null, 'B!', 'A!']],
    ["case when n > 1 then word else 'none' end", ['none', null, 'none', 'a']],
    ["coalesce(word, 'none')", ['a', 'none', 'b', 'a']],
    ["nullif(word, 'a')", [null, null, 'b', null]],
    ['length(word) + n', [2, null, null, 5]],
    ["word in ('a', 'x')", [true, null, false, true]],
    ['word || n', ['a1', null, null, 'a4']],
  ] as const)('%s gives what plain text gives', (source, expected) => {
    expect(evaluateRows(source, texts(true))).toEqual(expected);
    expect(evaluateRows(source, texts(false))).toEqual(expected);
  });

  it('keeps one dictionary array while the same one comes in', () => {
    const columns = texts(true);
    const compiled = compile("case when n > 1 then lower(word) else 'x' end", columns);
    const [first, second] = [compiled.evaluate(pageOf(columns)), compiled.evaluate(pageOf(columns))];
    expect(first).toHaveProperty('codes');
    expect((second as { dictionary?: unknown }).dictionary).toBe((first as { dictionary?: unknown }).dictionary);
  });

  it('follows a dictionary that changes', () => {
    const compiled = compile('upper(word)', texts(true));
    compiled.evaluate(pageOf(texts(true)));
    expect(rowsOf(compiled.evaluate(pageOf(texts(true, ['x', 'y', 'x', null]))))).toEqual(['X', 'Y', 'X', null]);
  });
});
