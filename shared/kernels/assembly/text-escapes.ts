import { copyText, firstBytes, writeCsvText, writeHexDigits, writeJsonText, writeSafeCsvText } from './text-strings';
import { TEXT_CSV, TEXT_RAW } from './text-values';

const TEXT_JSON: u32 = 17;
const TEXT_SQL: u32 = 20;
const TEXT_MYSQL: u32 = 21;
const TEXT_COPY: u32 = 22;
const TEXT_HEX: u32 = 24;
const TEXT_HEX_CSV: u32 = 25;

const APOSTROPHE: u8 = 39;
const BACKSLASH: u8 = 92;

/** A text in the way of its kind, without the quotes of prefix and descriptor. */
// @ts-ignore: decorator
@inline
export function writeEscaped(o: usize, kind: u32, text: usize, bytes: u32): usize {
  if (kind == TEXT_CSV) return writeCsvText(o, text, bytes);
  if (kind == TEXT_JSON) return writeJsonText(o, text, bytes);
  return writeRarer(o, kind, text, bytes);
}

/** A function of its own, so that the loop over rows stays small. */
function writeRarer(o: usize, kind: u32, text: usize, bytes: u32): usize {
  if (kind == TEXT_SQL || kind == TEXT_MYSQL) return writeLiteral(o, text, bytes, kind == TEXT_MYSQL);
  if (kind == TEXT_COPY) return writeCopyText(o, text, bytes);
  if (kind == TEXT_RAW) return copyText(o, text, bytes);
  if (kind == TEXT_HEX || kind == TEXT_HEX_CSV) return writeHex(o, text, bytes, kind == TEXT_HEX_CSV);
  return writeSafeCsvText(o, text, bytes);
}

/** PostgreSQL manual 4.1.2.1, SQLite lang_expr; `escapes`: MySQL reference manual 9.1.1. */
function writeLiteral(o: usize, text: usize, bytes: u32, escapes: bool): usize {
  const backslash = i8x16.splat(escapes ? <i8>BACKSLASH : <i8>APOSTROPHE);
  let i: u32 = 0;
  while (i < bytes) {
    const v = v128.load(text + i);
    v128.store(o, v);
    const special = v128.or(
      v128.or(i8x16.eq(v, i8x16.splat(APOSTROPHE)), i8x16.eq(v, backslash)),
      i8x16.eq(v, i8x16.splat(0)),
    );
    const mask = i8x16.bitmask(special) & firstBytes(bytes - i);
    if (mask == 0) {
      const step = min<u32>(16, bytes - i);
      i += step;
      o += step;
    } else {
      const plain = <u32>ctz(mask);
      const byte = load<u8>(text + i + plain);
      o = byte ? writePair(o + plain, byte, byte) : writeNul(o + plain, escapes);
      i += plain + 1;
    }
  }
  return o;
}

/** PostgreSQL manual, COPY, "Text Format". */
function writeCopyText(o: usize, text: usize, bytes: u32): usize {
  let i: u32 = 0;
  while (i < bytes) {
    const v = v128.load(text + i);
    v128.store(o, v);
    const special = v128.or(
      v128.or(i8x16.eq(v, i8x16.splat(BACKSLASH)), i8x16.eq(v, i8x16.splat(9))),
      v128.or(v128.or(i8x16.eq(v, i8x16.splat(10)), i8x16.eq(v, i8x16.splat(13))), i8x16.eq(v, i8x16.splat(0))),
    );
    const mask = i8x16.bitmask(special) & firstBytes(bytes - i);
    if (mask == 0) {
      const step = min<u32>(16, bytes - i);
      i += step;
      o += step;
    } else {
      const plain = <u32>ctz(mask);
      const byte = load<u8>(text + i + plain);
      o = byte ? writePair(o + plain, BACKSLASH, copyLetter(byte)) : writeNul(o + plain, false);
      i += plain + 1;
    }
  }
  return o;
}

/** What follows the backslash: t, n, r or another backslash. */
// @ts-ignore: decorator
@inline
function copyLetter(byte: u8): u8 {
  if (byte == 9) return 116;
  if (byte == 10) return 110;
  return byte == 13 ? 114 : byte;
}

// @ts-ignore: decorator
@inline
function writePair(o: usize, first: u8, second: u8): usize {
  store<u8>(o, first);
  store<u8>(o, second, 1);
  return o + 2;
}

/** `\0` where that is an escape, else U+FFFD. */
// @ts-ignore: decorator
@inline
function writeNul(o: usize, escapes: bool): usize {
  if (escapes) return writePair(o, BACKSLASH, 48);
  store<u32>(o, 0xbdbfef);
  return o + 3;
}

/** Lower-case digits; `isQuoted`: two quotes for nothing. */
function writeHex(o: usize, from: usize, bytes: u32, isQuoted: bool): usize {
  if (bytes == 0 && isQuoted) {
    store<u16>(o, 0x2222);
    return o + 2;
  }
  for (let i: u32 = 0; i < bytes; i += 16) writeHexDigits(o + (i << 1), from + i);
  return o + (bytes << 1);
}
