import type { Address } from './kernels.ts';

/** How a column's values become text. Together with the addresses this is all that the row writer knows of a column. */
export const TEXT_KIND = {
  /** u8 codes into fragments. */
  fragments8: 0,
  /** u16 codes into fragments. */
  fragments16: 1,
  /** Bits, LSB first, into fragments: entry 0 is false, entry 1 is true. */
  fragmentBits: 2,
  int32: 3,
  int64: 4,
  /** Shortest text that reads back as the same double, as ECMAScript's Number::toString. `a`: power table. */
  float64: 5,
  /** The same for float32. */
  float32: 6,
  /** float64 that is mostly a multiple of 10^-b, b 0..15; the text is the same, found faster. `a`: power table. */
  fixed64: 7,
  fixed32: 8,
  /** Unscaled i32, i64 or the low half of a 128-bit integer, `b` digits after the point. */
  decimal32: 9,
  decimal64: 10,
  decimal128: 11,
  /** i32 days to `YYYY-MM-DD`, years 0000..9999. */
  date: 12,
  /** i64 microseconds to `HH:MM:SS.ffffff`. */
  time: 13,
  /** i64 to `YYYY-MM-DDTHH:MM:SS.ffffff`; `a`: microseconds per unit (1 or 1,000), `b`: 1 appends `Z`. */
  timestamp: 14,
  /** 16 bytes to the lower-case form with hyphens. */
  uuid: 15,
  /** PLAIN text, quoted by RFC 4180 where it must be; the empty text is `""`. */
  textCsv: 16,
  /** PLAIN text, escaped as JSON.stringify does; the quotes around it are prefix and quote. */
  textJson: 17,
  /** UTF-8 between i32 offsets (`a`: address of rowCount + 1 of them) into `values`; for digests only. */
  textOffsets: 18,
  /** PLAIN text as it is: JSON within JSON, and what digests read. */
  textRaw: 19,
  /** PLAIN text of an SQL literal: apostrophes doubled, U+0000 becomes U+FFFD. Apostrophes around it are prefix and quote. */
  textSql: 20,
  /** The same for MySQL: apostrophes and backslashes doubled, U+0000 becomes `\\0`. */
  textMysql: 21,
  /** PLAIN text as a field of PostgreSQL's COPY: backslash, tab and line ends escaped, U+0000 becomes U+FFFD. */
  textCopy: 22,
  /** textCsv, with an apostrophe before text that begins with `=`, `+`, `-`, `@`, a tab or a carriage return. */
  textCsvSafe: 23,
  /** PLAIN bytes as lower-case hexadecimal digits. */
  textHex: 24,
  /** The same, with `""` for no bytes at all. */
  textHexCsv: 25,
} as const;

export type TextKind = (typeof TEXT_KIND)[keyof typeof TEXT_KIND];

/** Bytes of one column descriptor: u32 fields at the offsets of `TEXT_COLUMN`. */
export const TEXT_COLUMN_BYTES = 48;

export const TEXT_COLUMN = {
  kind: 0,
  values: 4,
  /** One byte per row, 1 = present; address 0: no row is null. */
  presence: 8,
  /** What `TEXT_KIND` says. For fragments: their address. */
  a: 12,
  /**
   * What `TEXT_KIND` says. For fragments: log2 of the cell size (4, 5 or 6; the cell's last byte is the text's length),
   * or 0 for u32 offsets[size + 1] relative to the table's address, then bytes. Fragments hold the prefix themselves.
   */
  b: 16,
  /** Bytes written before each present value; readable in steps of 16. */
  prefix: 20,
  prefixBytes: 24,
  /** Bytes written for a null, prefix included; readable in steps of 16. */
  nullText: 28,
  nullBytes: 32,
  /** The byte that follows each present value that is not a fragment; 0: none. */
  quote: 36,
  /** PLAIN text: the next entry. The kernel moves it on; the caller sets it to `values` at row 0. */
  cursor: 40,
} as const;

export interface TextKernels {
  /**
   * Rows [rowStart, rowStart + count) of a page as text: per column prefix and value, then `ending` (16 readable bytes).
   * `columns`: `columnCount` descriptors. Needs 64 bytes of slack. Returns the bytes written.
   */
  writeRows(
    out: Address,
    rowStart: number,
    count: number,
    columns: Address,
    columnCount: number,
    ending: Address,
    endingBytes: number,
  ): number;

  /** MurmurHash3_x64_128 with seed 0 of `bytes` bytes at `text` (Appleby, public domain): two u64 at `out`. */
  hashText(out: Address, text: Address, bytes: number): void;
  /**
   * Canonical texts of `count` rows of one column (prefix, quote and null text are not used; text kinds: textOffsets or textRaw).
   * With (h, l) the hash of a row's text, or two constants for a null, and s = mix(row * golden gamma):
   * sums[0] += mix(h ^ s), sums[1] += mix(l + s), modulo 2^64; the row's pair (p, q) at `rowHashes` becomes
   * (mix(p rotated left by 23 ^ h), mix(q rotated left by 29 + l)). mix is MurmurHash3's 64-bit finaliser.
   */
  digestColumn(sums: Address, rowHashes: Address, column: Address, count: number, row: number): void;
  /** sums[0] += mix(p + q rotated left by 32), sums[1] += mix(q ^ p rotated left by 32) over the pairs at `rowHashes`. */
  digestRows(sums: Address, rowHashes: Address, count: number): void;
}
