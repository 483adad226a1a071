/** Bounds that hold everywhere and cannot be configured. Configurable ones live in `shared/config`. */
export const LIMITS = {
  /** Tables of one specification. */
  tables: 100,
  /** Columns of one table. */
  columns: 1_000,
  /** Characters of a table, column or entity name. */
  nameLength: 128,
  /** Characters of a table's or column's description. */
  descriptionLength: 2_000,
  /** Characters of what is said about a version of a stored schema. */
  schemaMessageLength: 500,
  /** Columns of one primary or foreign key. */
  keyColumns: 16,
  /** Foreign keys of one table. */
  foreignKeys: 64,
  /** Checks of one table. */
  checks: 100,
  /** Rows that one parent owns: a page may have to make all of them anew. */
  childrenPerParent: 10_000,
  /** Steps of an interleaved group whose rows depend on each other: a page may have to make all of them anew. */
  stepsPerGroup: 10_000,
  /** States of a Markov chain. */
  markovStates: 256,
  /** Characters of an expression. */
  expressionLength: 4_096,
  /** Levels of an expression that enclose each other. */
  expressionDepth: 64,
  /** Literals, names, operators and calls of an expression. */
  expressionNodes: 512,
  /** Values of one category column, or of one empirical distribution. */
  categoryValues: 65_536,
  /** Days of a range whose days have weights. */
  weightedDays: 65_536,
  /** Columns of one correlation. */
  correlatedColumns: 64,
  /** Laws of one mixture. */
  mixtureComponents: 64,
  /** Characters of a string column's longest value. */
  stringLength: 65_536,
  /** Characters of a string column's pattern. */
  patternLength: 1_024,
  /** Parts of a pattern, its counts written out. */
  patternParts: 10_000,
  /** UTF-8 bytes of a template or a constant. */
  templateBytes: 4_096,
  /** Nesting of a value of kind `json`, its leaves included. */
  jsonDepth: 10,
  /** Leaves of all `json` columns of one table. */
  jsonLeaves: 1_000,
  /** Elements of one list in a `json` value. */
  jsonListLength: 1_000,
  /** Leaf values that one row of one `json` column can hold. */
  jsonValuesPerRow: 10_000,
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
  /** Rows of one INSERT statement. */
  rowsPerStatement: 100_000,
  /** Bytes of one file of a table that is split, unless the specification says. */
  splitBytesDefault: 128 * 1024 * 1024,
  chunkRowsMin: 1_024,
  chunkRowsMax: 1_048_576,
} as const;
