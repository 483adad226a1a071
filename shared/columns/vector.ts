import type { Address } from '../kernels/kernels.ts';
import type { NestedVector } from '../nested/nested-column.ts';

/** How the values of one column of one page lie in linear memory. Always row-aligned: null rows have a value that nobody reads. */
export type VectorLayout =
  /** u8 codes into the column's dictionary (at most 256 entries). */
  | 'codes8'
  /** u16 codes into the column's dictionary (at most 65,536 entries). */
  | 'codes16'
  /** Bit-packed booleans, LSB first. */
  | 'bits'
  | 'i32'
  | 'i64'
  | 'f32'
  | 'f64'
  /** 16 bytes per row. */
  | 'fixed16'
  /** u32 byte length, then UTF-8 (or, for `binary`, any) bytes, row after row (Parquet PLAIN BYTE_ARRAY). */
  | 'text'
  /** A tree of vectors, `Vector.tree`; nothing lies at `values`. */
  | 'nested';

export interface Vector {
  readonly layout: VectorLayout;
  readonly values: Address;
  /** Bytes used at `values`. */
  readonly byteLength: number;
  /** One byte per row, 1 = present. Absent: no row is null. */
  readonly presence?: Address;
  /** Rows of the page that are null. */
  readonly nullCount: number;
  /** For the layout `nested`. */
  readonly tree?: NestedVector;
}

/**
 * The closed set of values behind codes. Numbers are the values themselves for int32, date (days), float32, float64;
 * bigint for int64, time, timestamp and decimal (unscaled); strings for string and enum.
 */
export interface Dictionary {
  readonly values: readonly string[] | readonly number[] | readonly bigint[];
}
