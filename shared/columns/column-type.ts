/**
 * What a column's values are, whatever file they land in. Formats map these to their own types; nothing else about a
 * kind crosses into a format.
 */
export type ColumnType =
  | { readonly name: 'boolean' }
  | { readonly name: 'int32' }
  | { readonly name: 'int64' }
  | { readonly name: 'float32'; readonly decimals?: number }
  /** `decimals`: every value is a multiple of 10^-decimals (as nearest double). */
  | { readonly name: 'float64'; readonly decimals?: number }
  /** Unscaled integers: i32 up to 9 digits of precision, i64 up to 18. */
  | { readonly name: 'decimal'; readonly precision: number; readonly scale: number }
  /** Days since 1970-01-01, i32. */
  | { readonly name: 'date' }
  /** Microseconds since midnight, i64. */
  | { readonly name: 'time' }
  /** i64 in `unit` since 1970-01-01T00:00:00; `isUtc`: an instant, else a wall-clock time. */
  | { readonly name: 'timestamp'; readonly unit: 'ms' | 'us'; readonly isUtc: boolean }
  | { readonly name: 'string' }
  /** Text from a small closed set. */
  | { readonly name: 'enum' }
  /** Bytes, as many as there are; lower-case hexadecimal digits in text. */
  | { readonly name: 'binary' }
  /** 16 bytes, big-endian as printed. */
  | { readonly name: 'uuid' }
  /** Structs, lists and leaves (`OutputColumn.nested`). */
  | { readonly name: 'nested' };
