import type { ColumnLimits } from './check-limits.ts';
import type { SqlExpression } from './sql-expression.ts';

/** What every source is read into before it becomes a specification: tables as the source declares them. */
export interface SourceSchema {
  readonly tables: readonly SourceTable[];
  /** What the reader met and could not take along. */
  readonly notes: readonly ImportNote[];
  /** The specification's own members (name, seed, as_of, output) where the source is one of our exports. */
  readonly document?: Readonly<Record<string, unknown>>;
}

/** Something of the source that the specification does not say. Nothing is dropped without one. */
export interface ImportNote {
  readonly table?: string;
  readonly column?: string;
  readonly message: string;
}

export interface SourceTable {
  readonly name: string;
  readonly comment?: string;
  readonly columns: readonly SourceColumn[];
  readonly primaryKey?: readonly string[];
  /** Further unique combinations of columns; a single column is a list of one. */
  readonly uniques: readonly (readonly string[])[];
  readonly foreignKeys: readonly SourceKey[];
  readonly checks: readonly SourceCheck[];
  /** Rows that the source itself tells of. */
  readonly rowCount?: number;
  /** The table's members other than columns where the source is one of our exports. */
  readonly spec?: Readonly<Record<string, unknown>>;
}

export interface SourceColumn {
  readonly name: string;
  readonly type: SourceType;
  /** The type as the source writes it, for people: `character varying(50)`. */
  readonly typeText: string;
  readonly isNullable: boolean;
  /** Numbered by the database: identity, serial, auto_increment, default nextval(…). */
  readonly isNumbered?: boolean;
  /** What the database puts in where a row says nothing. */
  readonly default?: SqlExpression;
  /** Computed by the database from other columns of the row. */
  readonly generated?: SqlExpression;
  readonly comment?: string;
  /** Bounds that the source says beside its checks. */
  readonly limits?: ColumnLimits;
  /** Its bounds come from data, so that its name need not tell any. */
  readonly isMeasured?: boolean;
  /** A name that says more than the column's own: a format, a concept. */
  readonly alias?: string;
  /** Share of missing values that a sample showed. */
  readonly nullRate?: number;
  /** The column's members where the source says them in our own language. */
  readonly spec?: Readonly<Record<string, unknown>>;
}

export interface SourceKey {
  readonly name?: string;
  readonly columns: readonly string[];
  readonly references: string;
  /** The parent's primary key when absent. */
  readonly parentColumns?: readonly string[];
}

export interface SourceCheck {
  readonly name?: string;
  readonly expression: SqlExpression;
}

export type SourceType =
  | { readonly name: 'integer'; readonly min: bigint; readonly max: bigint }
  | { readonly name: 'decimal'; readonly precision?: number; readonly scale?: number }
  | { readonly name: 'float' }
  | { readonly name: 'double' }
  | { readonly name: 'boolean' }
  | { readonly name: 'date' }
  | { readonly name: 'time' }
  | { readonly name: 'uuid' }
  | { readonly name: 'datetime'; readonly zone: 'UTC' | 'none'; readonly unit?: 'ms' }
  /** `maxLength` in characters. */
  | {
      readonly name: 'text';
      readonly maxLength?: number;
      readonly minLength?: number;
      readonly pattern?: string;
    }
  | { readonly name: 'category'; readonly values: readonly string[]; readonly weights?: readonly number[] }
  /** `maxLength` in bytes. */
  | { readonly name: 'binary'; readonly maxLength?: number }
  /** Members of the kind `json`: `{ object: … }` or `{ list: … }`; absent where the source does not say what is inside. */
  | { readonly name: 'json'; readonly value?: unknown }
  /** What has no counterpart; `nearest` makes texts that a column of the type accepts. */
  | { readonly name: 'other'; readonly nearest?: Readonly<Record<string, unknown>> };

/** Signed integers of so many bits, or unsigned ones. */
export function integerType(bits: number, isUnsigned = false): SourceType {
  const one = 1n;
  const span = one << BigInt(bits);
  return isUnsigned
    ? { name: 'integer', min: 0n, max: span - one }
    : { name: 'integer', min: -(span / 2n), max: span / 2n - one };
}
