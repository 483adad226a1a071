import type { ColumnValues, ExpressionPage } from '../../../shared/expressions/column-values.ts';
import { type CompiledExpression, compileExpression } from '../../../shared/expressions/compile-expression.ts';
import type { ExpressionType, Scalar } from '../../../shared/expressions/expression-node.ts';

/** 2025-01-01T00:00:00Z. */
export const AS_OF_MICROS = 1_735_689_600_000_000;

export interface Column {
  readonly type: ExpressionType;
  readonly rows: readonly Scalar[];
  /** Text as codes into a dictionary. */
  readonly isCoded?: boolean;
}

export type Columns = Readonly<Record<string, Column>>;

/** Compiles an expression that has no fault; throws with the first one otherwise. */
export function compile(source: string, columns: Columns = {}): CompiledExpression {
  const types = new Map(Object.entries(columns).map(([name, { type }]) => [name, type]));
  const compiled = compileExpression(source, { columns: types, asOfMicros: AS_OF_MICROS });
  if ('faults' in compiled) throw new Error(`${source}: ${JSON.stringify(compiled.faults[0])}`);
  return compiled;
}

/** Row by row what an expression gives. */
export function evaluateRows(source: string, columns: Columns = {}, rowStart = 0): Scalar[] {
  return rowsOf(compile(source, columns).evaluate(pageOf(columns, rowStart)));
}

/** What an expression without columns gives. */
export function evaluateOne(source: string): Scalar {
  return evaluateRows(source)[0]!;
}

export function pageOf(columns: Columns, rowStart = 0): ExpressionPage {
  const rowCount = Object.values(columns)[0]?.rows.length ?? 1;
  return {
    rowStart,
    rowCount,
    column: (name) => valuesOf(columns[name]!),
    random: (draw, out) => {
      for (let row = 0; row < out.length; row++) out[row] = drawOf(rowStart + row, draw);
    },
  };
}

/** Some number in [0, 1) that belongs to a row and a draw. */
export function drawOf(row: number, draw: number): number {
  return ((row * 7_919 + draw * 104_729) % 1_000) / 1_000;
}

export function rowsOf(column: ColumnValues): Scalar[] {
  const size = 'codes' in column ? column.codes.length : column.values.length;
  return Array.from({ length: size }, (_, row) => {
    if (column.isNull?.[row] === 1) return null;
    if ('codes' in column) return column.dictionary[column.codes[row]!]!;
    return column.type === 'boolean' ? column.values[row] === 1 : column.values[row]!;
  });
}

const dictionaries = new WeakMap<Column, readonly string[]>();

function valuesOf(column: Column): ColumnValues {
  const { type, rows, isCoded } = column;
  const nulls = rows.includes(null) ? { isNull: Uint8Array.from(rows, (value) => Number(value === null)) } : {};
  if (type === 'boolean') return { type, values: Uint8Array.from(rows, (value) => Number(value)), ...nulls };
  if (type !== 'text') return { type, values: Float64Array.from(rows, (value) => value as number), ...nulls };
  const texts = rows.map((value) => (value ?? '') as string);
  if (isCoded !== true) return { type, values: texts, ...nulls };
  const dictionary = dictionaries.get(column) ?? [...new Set(texts)];
  dictionaries.set(column, dictionary);
  return { type, codes: Uint8Array.from(texts, (text) => dictionary.indexOf(text)), dictionary, ...nulls };
}
