import type { ExpressionType } from './expression-node.ts';

/** Which rows are null: 1 = null. Absent: none is. The value of a null row is arbitrary and nobody reads it. */
interface Nulls {
  readonly isNull?: Uint8Array;
}

/** Numbers, or dates, times and timestamps in the units of `ExpressionType`. Always finite, NaN counts as null. */
export interface NumberValues extends Nulls {
  readonly type: 'number' | 'date' | 'time' | 'timestamp';
  readonly values: Float64Array;
}

/** One byte per row, 1 = true. */
export interface BooleanValues extends Nulls {
  readonly type: 'boolean';
  readonly values: Uint8Array;
}

/** One string per row. */
export interface TextValues extends Nulls {
  readonly type: 'text';
  readonly values: readonly string[];
}

/**
 * Text from a closed set. Functions of it are worked out once per entry and kept while the same `dictionary` array
 * comes back, so give the same array for every page. In results an entry may stand twice.
 */
export interface CodedTextValues extends Nulls {
  readonly type: 'text';
  readonly codes: Uint8Array | Uint16Array;
  readonly dictionary: readonly string[];
}

/** The values of one column for the rows of one page; arrays may be longer than the page. */
export type ColumnValues = NumberValues | BooleanValues | TextValues | CodedTextValues;

/** What an expression is evaluated over. */
export interface ExpressionPage {
  /** Number of the first row, for `row`. */
  readonly rowStart: number;
  readonly rowCount: number;
  /** Numbers of the rows where they do not follow each other, for `row` too. */
  readonly rows?: Float64Array;
  /** The values of a column that the expression reads; asked once per page and name. */
  column(name: string): ColumnValues;
  /**
   * Fills `out` with uniform numbers in [0, 1) for the page's rows: draw `draw` of each row's stream. Called once per
   * page and draw; only expressions with `randomDraws` above 0 ask.
   */
  random?(draw: number, out: Float64Array): void;
}

/** Which columns an expression may read, and what "today" is. */
export interface ExpressionScope {
  /** By name; a parent's column as `parent.column`. */
  readonly columns: ReadonlyMap<string, ExpressionType>;
  /** `as_of()`: microseconds since 1970-01-01T00:00:00Z. */
  readonly asOfMicros: number;
}
