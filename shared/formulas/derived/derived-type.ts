import type { ColumnType } from '../../columns/column-type.ts';
import type { VectorLayout } from '../../columns/vector.ts';
import type { SpecOf } from '../../contracts/column-spec.ts';
import { invariant } from '../../errors/invariant.ts';
import type { ExpressionType } from '../../expressions/expression-node.ts';

const NAMED: { readonly [Name: string]: ColumnType } = {
  integer: { name: 'int32' },
  long: { name: 'int64' },
  float: { name: 'float32' },
  double: { name: 'float64' },
  boolean: { name: 'boolean' },
  string: { name: 'string' },
  date: { name: 'date' },
  time: { name: 'time' },
  datetime: { name: 'timestamp', unit: 'us', isUtc: true },
};

/** What an expression gives when nobody says otherwise. */
const DEFAULTS: { readonly [Type in ExpressionType]: ColumnType } = {
  number: { name: 'float64' },
  text: { name: 'string' },
  boolean: { name: 'boolean' },
  date: { name: 'date' },
  time: { name: 'time' },
  timestamp: { name: 'timestamp', unit: 'us', isUtc: true },
};

/** The type of a derived column. */
export function derivedType(type: SpecOf<'derived'>['type'], expression: ExpressionType): ColumnType {
  if (type === undefined) return DEFAULTS[expression];
  const decimal = /^decimal\((\d+),(\d+)\)$/.exec(type);
  if (decimal !== null) return { name: 'decimal', precision: Number(decimal[1]), scale: Number(decimal[2]) };
  const named = NAMED[type];
  invariant(named !== undefined, 'the contract lists the types of derived columns');
  return named;
}

const INT32_DIGITS = 9;

/** How values of the type lie in memory. */
export function derivedLayout(type: ColumnType): Exclude<VectorLayout, 'codes8' | 'codes16' | 'nested' | 'fixed16'> {
  switch (type.name) {
    case 'int32':
    case 'date':
      return 'i32';
    case 'decimal':
      return type.precision <= INT32_DIGITS ? 'i32' : 'i64';
    case 'float32':
      return 'f32';
    case 'float64':
      return 'f64';
    case 'boolean':
      return 'bits';
    case 'string':
      return 'text';
    default:
      return 'i64';
  }
}
