import type { ColumnType } from '../../columns/column-type.ts';
import type { ExpressionType } from '../../expressions/expression-node.ts';

const TYPES: { readonly [Name in ColumnType['name']]: ExpressionType | undefined } = {
  boolean: 'boolean',
  int32: 'number',
  int64: 'number',
  float32: 'number',
  float64: 'number',
  decimal: 'number',
  date: 'date',
  time: 'time',
  timestamp: 'timestamp',
  string: 'text',
  enum: 'text',
  uuid: 'text',
  binary: undefined,
  nested: undefined,
};

/** What a column is to an expression; `undefined`: no expression can read it. */
export function expressionTypeOf({ name }: ColumnType): ExpressionType | undefined {
  return TYPES[name];
}
