/**
 * CRC-32 of two byte sequences joined, from the CRC-32 of each and the length of the second: appending n zero bytes to
 * the first is a linear map over GF(2), found by repeated squaring in about 2 * log2(8 n) steps of 32 words.
 *
 * Source: Mark Adler, zlib, crc32_combine (zlib licence); polynomial 0xedb88320 as in ISO 3309.
 * Checked against: node:zlib's crc32, test/unit/formats/crc32-combine.test.ts.
 */
const POLYNOMIAL = 0xedb88320;
const BITS = 32;

/** Column i is the image of bit i. */
type Matrix = Uint32Array;

/** CRC-32 of A followed by B; `lengthB` in bytes, 0..2^53-1. */
export function crc32Combine(a: number, b: number, lengthB: number): number {
  let combined = a >>> 0;
  let power = byteShift();
  for (let rest = lengthB; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) combined = apply(power, combined);
    power = square(power);
  }
  return (combined ^ b) >>> 0;
}

/** The map of one appended zero byte: the map of one zero bit, squared three times. */
function byteShift(): Matrix {
  const bitShift = new Uint32Array(BITS);
  bitShift[0] = POLYNOMIAL;
  for (let bit = 1; bit < BITS; bit++) bitShift[bit] = 1 << (bit - 1);
  return square(square(square(bitShift)));
}

function apply(matrix: Matrix, vector: number): number {
  let image = 0;
  for (let bit = 0; bit < BITS; bit++) if ((vector >>> bit) & 1) image ^= matrix[bit]!;
  return image >>> 0;
}

function square(matrix: Matrix): Matrix {
  return matrix.map((column) => apply(matrix, column));
}
