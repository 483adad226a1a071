import type { TextKernels } from './text-kernels.ts';

/**
 * The kernels: tight loops over linear memory, written twice. The AssemblyScript module (`assembly/`) is what runs;
 * the TypeScript twins (`twin/`) are its oracle and give the same bytes for the same arguments.
 *
 * Conventions. Addresses are byte offsets into `memory`, 16-byte aligned unless said otherwise; every output buffer
 * has 64 bytes of slack after its end. `count` is a number of rows. `row` is the first row's number, an exact double
 * (0..2^53-1): kernels take any first row and align inside. `key` is the address of 16 bytes: k0 then k1, u64
 * little-endian (`shared/random/stream-key.ts`). Nothing allocates, nothing throws.
 */
export type Address = number;

/**
 * hash(k0, k1, row, draw), modulo 2^64, the one source of randomness:
 *   z = k0 + row * 0x9e3779b97f4a7c15 + draw * 0xd1342543de82ef95
 *   z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9
 *   z = z ^ k1
 *   z = (z ^ z >> 27) * 0x94d049bb133111eb
 *   z ^ z >> 31
 * With k1 = 0 and draw = 0 this is SplitMix64 at state k0 + row * golden gamma (Steele, Lea, Flood 2014). Row and draw both
 * pass all rounds: a draw that joined at k1 was visible in the low bytes of two draws of a row. The two multipliers keep
 * (row, draw) apart: among draws below 100,000 no two states of a stream coincide within 2^46 rows.
 *
 * Two precisions. A choice that takes one hash per row is exact to 2^-64, or exact where rejection is named. A choice
 * that shares a hash between the rows of the aligned pair (2j, 2j+1) takes 32 bits, the low half for the even row and
 * the high half for the odd one, with j as the hash's row: probabilities are exact to 2^-32.
 *
 * Output beyond the last row (the slack) may be overwritten with anything.
 */
export interface GenerationKernels {
  /** The raw hash: `count` u64. For tests and for the statistical suites. */
  hashes(out: Address, count: number, key: Address, draw: number, row: number): void;

  /** start + row * step as i64; wraps modulo 2^64 (planning refuses that). */
  sequenceI64(out: Address, count: number, row: number, start: bigint, step: bigint): void;

  /**
   * Alias sampling of 1..256 codes into u8; u = 32 bits of the pair's hash. u * size gives the code (upper 32 bits) and
   * the fraction (lower 32); fraction < thresholds[code] keeps the code, else aliases[code] takes its place.
   * `table`: u32 thresholds[size], then u16 aliases[size] (`shared/random/alias-table.ts`). Source: Walker 1977, Vose 1991.
   */
  aliasCodes8(out: Address, count: number, key: Address, row: number, table: Address, size: number): void;
  /** The same into u16. Right for any size, meant for up to 4,096 codes: with more, 32 bits leave each code too few. */
  aliasCodes16(out: Address, count: number, key: Address, row: number, table: Address, size: number): void;
  /**
   * The same for up to 65,536 codes into u16 with one whole hash z per row: z * size has 80 bits, the code is bits 64
   * and up, the fraction bits 32..63.
   */
  aliasCodesWide(out: Address, count: number, key: Address, row: number, table: Address, size: number): void;
  /** Codes 0..size-1 (up to 65,536) with equal weights into u16, without a table: floor(u * size / 2^32), u as in aliasCodes8. */
  uniformCodes16(out: Address, count: number, key: Address, row: number, size: number): void;

  /**
   * Bit-packed booleans, LSB first, ceil(count / 8) bytes, spare bits 0: true where the row's u (as in aliasCodes8) is
   * < threshold; threshold 0..2^32 as a double.
   */
  booleanBits(out: Address, count: number, key: Address, row: number, threshold: number): void;
  /** The same outcome as one byte 0/1 per row; returns how many are 1. Used for presence (definition levels). */
  booleanBytes(out: Address, count: number, key: Address, row: number, threshold: number): number;

  /**
   * low + uniform integer in [0, span), span 1..2^32 as a double; i32. floor(z * span / 2^64), exact: z is rejected and
   * the next draw taken where (z * span) mod 2^64 < 2^64 mod span. Source: Lemire 2019, "Fast random integer generation in an interval".
   */
  uniformI32(out: Address, count: number, key: Address, row: number, low: number, span: number): void;
  /** The same in 64 bits; `span` is a u64, 0n means 2^64. */
  uniformI64(out: Address, count: number, key: Address, row: number, low: bigint, span: bigint): void;
  /**
   * Unique integers: low + the image of row modulo span under a bijection of [0, span); `span` is a u64, 0n means 2^64.
   * With bits the length of span - 1, shift = max(1, floor(bits / 2)) and the constants c0..c7 of pass 0, modulo 2^bits:
   *   x = x + c0; six times, i = 2..7: x = x * (c_i | 1), x = x ^ x >> shift; x = x + c1
   * again until x < span (cycle walking). Up to 9 bits, passes 1 to 3 follow in the same way on their own constants: odd factors
   * of few bits are few. c_i of pass p is the hash of row 0 at draw 2^31 + 8p + i, which no value takes. Source of
   * cycle walking: Black, Rogaway 2002, "Ciphers with arbitrary finite domains". A statistical mixer, no cipher.
   */
  permutedI64(out: Address, count: number, key: Address, row: number, low: bigint, span: bigint): void;
  /** The same in 32 bits; span 1..2^32 as a double. */
  permutedI32(out: Address, count: number, key: Address, row: number, low: number, span: number): void;
  /**
   * low + u * (high - low) with u = (hash >> 11) * 2^-53, redrawn (draw + 1, at most 64 times, then low) while the result
   * is not below high. high - low must be finite.
   */
  uniformF64(out: Address, count: number, key: Address, row: number, low: number, high: number): void;
  /**
   * Any continuous law by its quantile function; one hash per row. The top bit of the hash chooses the tail (0 lower),
   * the other 63 bits and a final 1 are the fraction f in (0, 1) of 64 bits; f / 2 is the tail's probability. The octave is
   * clz(f), capped at octaves - 1 (then f becomes the octave's lower end); the next 5 bits choose the cell, the 53 bits
   * after those are t in [0, 1); value = c0 + t * (c1 + t * (c2 + t * c3)).
   * `table`: f64[2 tails][octaves][32 cells][4] (`shared/random/quantile-table.ts`).
   */
  quantileF64(out: Address, count: number, key: Address, row: number, table: Address, octaves: number): void;

  /** value < low ? low : value > high ? high : value. In place. */
  clampF64(values: Address, count: number, low: number, high: number): void;
  /**
   * nearest(value * scale) / scale, halves to even, never -0; scale = 10^decimals. Values without a fraction at that
   * scale (|value * scale| >= 2^52) stay as they are. In place.
   */
  roundF64(values: Address, count: number, scale: number): void;
  /** Rounds halves to even and clamps to [low, high]; `out` may equal `values`. */
  roundToI32(out: Address, values: Address, count: number, low: number, high: number): void;
  /** The same; low and high as i64, values beyond them clamp. */
  roundToI64(out: Address, values: Address, count: number, low: bigint, high: bigint): void;
  /** i64 values times `factor`, modulo 2^64 (for millisecond columns held in microseconds and the like). In place. */
  multiplyI64(values: Address, count: number, factor: bigint): void;
  /** f64 to f32, ties to even; a result not below `below` (a double, may be Infinity) becomes the largest f32 under it. */
  toF32(out: Address, values: Address, count: number, below: number): void;

  /** RFC 9562 version 4: draw 0 is bytes 0..7, draw 1 bytes 8..15, both little-endian; then version and variant are set. */
  uuidV4(out: Address, count: number, key: Address, row: number): void;

  /**
   * code = start + floor(u * length) where (start, length) = u32 pairs at ranges[group of the row]; one hash per row;
   * u8 groups, u16 codes.
   */
  groupedCodes16(out: Address, count: number, key: Address, row: number, groups: Address, ranges: Address): void;

  /**
   * Random text in Parquet PLAIN form (u32 length, bytes). Length: minLength + floor(z * (maxLength - minLength + 1) / 2^64)
   * from draw 0. Characters from draws 1, 2, …: each hash gives n characters, n the most with size^n <= 2^32 but at
   * most 16; each is floor(z * size / 2^64), then z = z * size modulo 2^64.
   * `alphabet`: `size` (1..65,536) entries of 8 bytes (u8 byte length, then up to 4 UTF-8 bytes). Returns the bytes written.
   */
  randomText(
    out: Address,
    count: number,
    key: Address,
    row: number,
    minLength: number,
    maxLength: number,
    alphabet: Address,
    size: number,
  ): number;

  /**
   * Text in PLAIN form from pieces, 16 bytes each (u32 kind, a, b, c): 0 literal (a address, b byte length),
   * 1 dictionary entry (a address of codes, b code width 1|2, c address of a fragment table), 2 row number + start
   * (a minimum digits, padded with zeros after a minus sign; b address of an i64 start). Fragment table: u32
   * offsets[size + 1] relative to the table's address, then bytes. Literals and fragments have 16 readable bytes after
   * their end. Returns the bytes written.
   */
  concatText(out: Address, count: number, row: number, pieces: Address, pieceCount: number): number;
  /**
   * concatText for literal + row number + literal, ten times faster with literals up to 16 bytes. The caller adds a
   * start to `row`; both literals have 16 readable bytes after their end.
   */
  rowText(
    out: Address,
    count: number,
    row: number,
    minDigits: number,
    prefix: Address,
    prefixBytes: number,
    suffix: Address,
    suffixBytes: number,
  ): number;
}

/**
 * What pages are made of. Inputs and outputs may lie at any address (pages follow each other without gaps), inputs
 * have 32 readable bytes after their end.
 */
export interface EncodingKernels {
  /** Bit-packs u8/u16 codes LSB first, `width` bits each, padded with zeros to a multiple of 8 values; returns bytes. */
  packBits8(out: Address, values: Address, count: number, width: number): number;
  packBits16(out: Address, values: Address, count: number, width: number): number;
  /** Parquet DELTA_BINARY_PACKED (block 128, 4 miniblocks) of i64; returns bytes. */
  deltaI64(out: Address, values: Address, count: number): number;
  /** Snappy's raw format; returns bytes (at most 32 + bytes + bytes / 6). */
  snappyCompress(out: Address, input: Address, bytes: number): number;
  /**
   * The elements of a Snappy stream, without the length in front of it, that give what `rowText` writes for `count` >= 1
   * rows whose numbers all have `places` digits (zeros in front included). One entry, length word and all, has at most
   * 65,535 bytes. Returns bytes: at most 5 more than the text has.
   */
  snappyRowText(
    out: Address,
    count: number,
    row: number,
    places: number,
    prefix: Address,
    prefixBytes: number,
    suffix: Address,
    suffixBytes: number,
  ): number;

  /** Keeps the present values of row-aligned `values` (presence: u8 0/1 per row), writes them to `out`, returns how many. */
  compact8(out: Address, values: Address, count: number, presence: Address): number;
  compact16(out: Address, values: Address, count: number, presence: Address): number;
  compact32(out: Address, values: Address, count: number, presence: Address): number;
  compact64(out: Address, values: Address, count: number, presence: Address): number;
  compact128(out: Address, values: Address, count: number, presence: Address): number;
  /** Bit-packed booleans in, bit-packed out. */
  compactBits(out: Address, values: Address, count: number, presence: Address): number;
  /** PLAIN text in (every row has an entry), PLAIN text of the present rows out; returns bytes. */
  compactText(out: Address, values: Address, count: number, presence: Address): number;

  /** Marks seen[code] = 1 for every code. */
  seen8(seen: Address, codes: Address, count: number): void;
  seen16(seen: Address, codes: Address, count: number): void;
  /**
   * Writes min then max (16 bytes for 64-bit types, 8 for 32-bit ones) of count >= 1 values. f: no NaN ever comes in; a
   * zero minimum is -0, a zero maximum +0, as Parquet's statistics demand.
   */
  minMaxI32(out: Address, values: Address, count: number): void;
  minMaxI64(out: Address, values: Address, count: number): void;
  minMaxF32(out: Address, values: Address, count: number): void;
  minMaxF64(out: Address, values: Address, count: number): void;
  /** Unsigned lexicographic minimum and maximum of 16-byte values: their row indexes as two u32. */
  minMaxFixed16(out: Address, values: Address, count: number): void;
  /** The same of PLAIN text: byte offsets of the two entries (their length word) relative to `values`, as two u32. */
  minMaxText(out: Address, values: Address, count: number): void;
  /** How many of the first `count` bits are set. */
  countBits(values: Address, count: number): number;
}

export interface Kernels extends GenerationKernels, EncodingKernels, TextKernels {
  readonly memory: { readonly buffer: ArrayBufferLike; grow(pages: number): number };
  /** First free address: everything below belongs to the module itself. */
  readonly heapBase: Address;
}
