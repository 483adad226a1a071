import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { ExpressionType } from '../../../shared/expressions/expression-node.ts';
import { FUNCTIONS } from '../../../shared/expressions/function-table.ts';
import { SPECIAL_FORMS } from '../../../shared/expressions/special-forms.ts';
import { type Column, compile, evaluateRows } from './evaluate-rows.ts';

const text = readFileSync('docs/expressions.md', 'utf8');

/** Rows of tables whose cells are all code, bars written `\|`. */
function rowsOfTables(cells: number): string[][] {
  const row = new RegExp(`^\\|${' (`(?:\\\\\\||[^`|])+`|[a-z]+) \\|'.repeat(cells)}$`, 'gm');
  return [...text.matchAll(row)].map(([, ...found]) =>
    found.map((cell) => cell.replaceAll('`', '').replaceAll('\\|', '|')),
  );
}

const columns: Record<string, Column> = Object.fromEntries(
  rowsOfTables(3)
    .filter(([name]) => name !== 'column')
    .map(([name, type, value]) => [name!, { type: type as ExpressionType, rows: evaluateRows(value!) }]),
);
const examples = rowsOfTables(2).filter(([expression]) => expression !== 'expression');

describe('docs/expressions.md', () => {
  it.each(examples)('%s is %s', (expression, value) => {
    expect(evaluateRows(expression!, columns, 41)).toEqual(evaluateRows(value!));
    if (value !== 'null') expect(compile(expression!, columns).type).toBe(compile(value!).type);
  });

  it('shows every function', () => {
    const shown = examples.map(([expression]) => expression).join(' ');
    const names = [...Object.keys(FUNCTIONS), ...Object.keys(SPECIAL_FORMS)].filter((name) => name !== 'random');
    expect(names.filter((name) => !shown.includes(`${name}(`))).toEqual([]);
  });

  it('shows every column', () => {
    expect(Object.keys(columns)).toHaveLength(12);
  });
});
