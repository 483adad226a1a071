// @ts-ignore: decorator
@inline
export function firstBytes(count: u32): u32 {
  return count < 16 ? (1 << count) - 1 : 0xffff;
}

/** Copies in steps of 16: up to 15 bytes more are read and written. */
// @ts-ignore: decorator
@inline
export function copyText(o: usize, from: usize, bytes: usize): usize {
  v128.store(o, v128.load(from));
  for (let i: usize = 16; i < bytes; i += 16) v128.store(o + i, v128.load(from + i));
  return o + bytes;
}

// @ts-ignore: decorator
@inline
function isQuotedByCsv(v: v128): v128 {
  return v128.or(
    v128.or(i8x16.eq(v, i8x16.splat(34)), i8x16.eq(v, i8x16.splat(44))),
    v128.or(i8x16.eq(v, i8x16.splat(13)), i8x16.eq(v, i8x16.splat(10))),
  );
}

/** RFC 4180, section 2, rules 5 to 7; the empty text is quoted, so that it differs from a null. */
// @ts-ignore: decorator
@inline
export function writeCsvText(o: usize, text: usize, bytes: u32): usize {
  if (bytes == 0) {
    store<u16>(o, 0x2222);
    return o + 2;
  }
  let i: u32 = 0;
  do {
    const v = v128.load(text + i);
    v128.store(o + i, v);
    if (i8x16.bitmask(isQuotedByCsv(v)) & firstBytes(bytes - i)) {
      store<u8>(o, 34);
      return writeQuotedRest(o + 1, text, bytes);
    }
    i += 16;
  } while (i < bytes);
  return o + bytes;
}

/** Quotes doubled, with the closing one. */
function writeQuotedRest(o: usize, text: usize, bytes: u32): usize {
  for (let i: u32 = 0; i < bytes; i++) {
    const byte = load<u8>(text + i);
    store<u8>(o++, byte);
    if (byte == 34) store<u8>(o++, 34);
  }
  store<u8>(o, 34);
  return o + 1;
}

/** Formula-like text is always quoted: its apostrophe must stand inside the quotes if there are any. */
// @ts-ignore: decorator
@inline
export function writeSafeCsvText(o: usize, text: usize, bytes: u32): usize {
  if (bytes == 0 || !isFormulaLike(load<u8>(text))) return writeCsvText(o, text, bytes);
  store<u16>(o, 0x2722);
  return writeQuotedRest(o + 2, text, bytes);
}

/** `=`, `+`, `-`, `@`, tab, carriage return. Source: OWASP, "CSV Injection". */
// @ts-ignore: decorator
@inline
function isFormulaLike(first: u32): bool {
  return first == 61 || first == 43 || first == 45 || first == 64 || first == 9 || first == 13;
}

/** RFC 8259, section 7: quotation mark, reverse solidus and everything below U+0020 are escaped. */
// @ts-ignore: decorator
@inline
export function writeJsonText(o: usize, text: usize, bytes: u32): usize {
  let i: u32 = 0;
  while (i < bytes) {
    const v = v128.load(text + i);
    v128.store(o, v);
    const special = v128.or(
      v128.or(i8x16.eq(v, i8x16.splat(34)), i8x16.eq(v, i8x16.splat(92))),
      i8x16.lt_u(v, i8x16.splat(32)),
    );
    const mask = i8x16.bitmask(special) & firstBytes(bytes - i);
    if (mask == 0) {
      const step = min<u32>(16, bytes - i);
      i += step;
      o += step;
    } else {
      const plain = <u32>ctz(mask);
      o = writeEscape(o + plain, load<u8>(text + i + plain));
      i += plain + 1;
    }
  }
  return o;
}

/** The letter after the reverse solidus for U+0008..U+000D as JSON.stringify has it; U+000B has none. */
const LETTERS = memory.data<u8>([98, 116, 110, 0, 102, 114]);

function writeEscape(o: usize, byte: u32): usize {
  store<u8>(o, 92);
  if (byte >= 32) {
    store<u8>(o, <u8>byte, 1);
    return o + 2;
  }
  const letter = byte >= 8 && byte <= 13 ? load<u8>(LETTERS + byte - 8) : 0;
  if (letter) {
    store<u8>(o, letter, 1);
    return o + 2;
  }
  const low = byte & 15;
  store<u32>(o, 0x30303075, 1);
  store<u8>(o, <u8>(48 + (byte >> 4)), 4);
  store<u8>(o, <u8>(low < 10 ? 48 + low : 87 + low), 5);
  return o + 6;
}

/** The 32 lower-case digits of 16 bytes. */
// @ts-ignore: decorator
@inline
export function writeHexDigits(o: usize, from: usize): void {
  const v = v128.load(from);
  const letters = i8x16(48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 97, 98, 99, 100, 101, 102);
  const high = i8x16.swizzle(letters, i8x16.shr_u(v, 4));
  const low = i8x16.swizzle(letters, v128.and(v, i8x16.splat(15)));
  v128.store(o, v128.shuffle<u8>(high, low, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23));
  v128.store(o, v128.shuffle<u8>(high, low, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31), 16);
}

/** `xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx`, lower case. */
// @ts-ignore: decorator
@inline
export function writeUuid(o: usize, from: usize): usize {
  const v = v128.load(from);
  const letters = i8x16(48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 97, 98, 99, 100, 101, 102);
  const high = i8x16.swizzle(letters, i8x16.shr_u(v, 4));
  const low = i8x16.swizzle(letters, v128.and(v, i8x16.splat(15)));
  const head = v128.shuffle<u8>(high, low, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
  const tail = v128.shuffle<u8>(high, low, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
  store<u64>(o, i64x2.extract_lane(head, 0));
  store<u32>(o, 0x2d, 8);
  store<u32>(o, i32x4.extract_lane(head, 2), 9);
  store<u8>(o, 45, 13);
  store<u32>(o, i32x4.extract_lane(head, 3), 14);
  store<u8>(o, 45, 18);
  store<u32>(o, i32x4.extract_lane(tail, 0), 19);
  store<u8>(o, 45, 23);
  store<u32>(o, i32x4.extract_lane(tail, 1), 24);
  store<u64>(o, i64x2.extract_lane(tail, 1), 28);
  return o + 36;
}
