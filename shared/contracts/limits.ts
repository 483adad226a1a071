/** Bounds that hold everywhere and cannot be configured. Configurable ones live in `shared/config`. */
export const LIMITS = {
  /** Columns of one table. */
  columns: 1_000,
  /** Characters of a table, column or entity name. */
  nameLength: 128,
  /** Values of one category column. */
  categoryValues: 65_536,
  /** Characters of a string column's longest value. */
  stringLength: 65_536,
  /** UTF-8 bytes of a template or a constant. */
  templateBytes: 4_096,
  /** Nesting of a spec document. */
  documentDepth: 32,
  /** Rows of one table: counters are exact doubles. */
  rows: 2 ** 53 - 1,
  /** Tasks of one job. */
  tasksPerJob: 1_000_000,
  /** Parts merged into one file: S3 allows 10,000 upload parts and the footer needs one. */
  partsPerFile: 9_999,
  /** Row groups of one Parquet file: `RowGroup.ordinal` is an i16. */
  rowGroupsPerFile: 32_767,
  /** Column chunks of one Parquet file: bounds the footer. */
  columnChunksPerFile: 1_000_000,
  /** A worker's scratch memory for one page of all columns, bytes. */
  scratchBytes: 96 * 1024 * 1024,
  /** Encoded bytes aimed at for one part. */
  partBytesTarget: 16 * 1024 * 1024,
  chunkRowsMin: 1_024,
  chunkRowsMax: 1_048_576,
} as const;
