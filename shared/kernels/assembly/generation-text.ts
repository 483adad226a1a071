// Text in PLAIN form: u32 byte length, then bytes. Copies move whole 16-byte vectors: sources and outputs have slack.
import { DRAW_GAMMA, GAMMA, mix, scaled, secondWord, stateAt } from './hash';

const LITERAL: u32 = 0;
const DICTIONARY: u32 = 1;
const PIECE_BYTES: usize = 16;
/** Digits that fit the vector which `rowText` counts in. */
const VECTOR_DIGITS: u32 = 16;
/** Scratch for the digits of one number. */
const digits = memory.data(32, 16);

// @ts-ignore: decorator
@inline
function copyShort(to: usize, from: usize, bytes: u32): void {
  v128.store(to, v128.load(from));
  for (let done: u32 = 16; done < bytes; done += 16) v128.store(to + done, v128.load(from + done));
}

/** Characters that one hash gives so that each still has 32 bits left: the most n with size^n <= 2^32, at most 16. */
function charactersPerHash(size: u64): u32 {
  let count: u32 = 0;
  for (let product = size; product <= 0x100000000 && count < 16; product *= size) count++;
  return count;
}

export function randomText(
  out: usize,
  count: i32,
  key: usize,
  row: f64,
  minLength: u32,
  maxLength: u32,
  alphabet: usize,
  size: u32,
): u32 {
  const lengths = <u64>(maxLength - minLength) + 1;
  const perHash = charactersPerHash(size);
  const isNarrow = isSingleByte(alphabet, size);
  const k1 = secondWord(key);
  let state = stateAt(key, <u64>row);
  let to = out;
  for (let i = 0; i < count; i++) {
    const length = minLength + <u32>(scaled(mix(state, k1), lengths) >> 32);
    const end = isNarrow
      ? narrowCharacters(to + 4, length, state, k1, alphabet, size, perHash)
      : characters(to + 4, length, state, k1, alphabet, size, perHash);
    store<u32>(to, <u32>(end - to - 4));
    to = end;
    state += GAMMA;
  }
  return <u32>(to - out);
}

function isSingleByte(alphabet: usize, size: u32): bool {
  for (let i: u32 = 0; i < size; i++) if (load<u8>(alphabet + (<usize>i << 3)) != 1) return false;
  return true;
}

/** Always takes all that a hash gives: a loop of fixed length; what is too much lands in the slack. */
// @ts-ignore: decorator
@inline
function narrowCharacters(
  at: usize,
  length: u32,
  state: u64,
  k1: u64,
  alphabet: usize,
  size: u32,
  perHash: u32,
): usize {
  let next = state;
  for (let done: u32 = 0; done < length; done += perHash) {
    next += DRAW_GAMMA;
    const z = mix(next, k1);
    let high = z >> 32;
    let low = z & 0xffffffff;
    for (let j: u32 = 0; j < perHash; j++) {
      low *= size;
      high = high * size + (low >> 32);
      store<u8>(at + done + j, load<u8>(alphabet + (<usize>(high >> 32) << 3), 1));
      high &= 0xffffffff;
      low &= 0xffffffff;
    }
  }
  return at + length;
}

// @ts-ignore: decorator
@inline
function characters(at: usize, length: u32, state: u64, k1: u64, alphabet: usize, size: u32, perHash: u32): usize {
  let next = state;
  let to = at;
  for (let left = length; left > 0; ) {
    next += DRAW_GAMMA;
    let z = mix(next, k1);
    const take = min<u32>(perHash, left);
    left -= take;
    for (let j: u32 = 0; j < take; j++) {
      const entry = alphabet + (<usize>(scaled(z, size) >> 32) << 3);
      z *= size;
      store<u32>(to, load<u32>(entry, 1));
      to += load<u8>(entry);
    }
  }
  return to;
}

export function concatText(out: usize, count: i32, row: f64, pieces: usize, pieceCount: u32): u32 {
  const firstRow = <u64>row;
  const piecesEnd = pieces + <usize>pieceCount * PIECE_BYTES;
  let to = out;
  for (let i: usize = 0; i < <usize>count; i++) {
    const start = to;
    to += 4;
    for (let piece = pieces; piece < piecesEnd; piece += PIECE_BYTES) {
      const kind = load<u32>(piece);
      if (kind == DICTIONARY) to = appendFragment(to, piece, i);
      else if (kind == LITERAL) {
        const bytes = load<u32>(piece, 8);
        copyShort(to, load<u32>(piece, 4), bytes);
        to += bytes;
      } else to = appendNumber(to, <i64>(firstRow + i) + load<i64>(load<u32>(piece, 8)), load<u32>(piece, 4));
    }
    store<u32>(start, <u32>(to - start - 4));
  }
  return <u32>(to - out);
}

// @ts-ignore: decorator
@inline
function appendFragment(to: usize, piece: usize, i: usize): usize {
  const codes = <usize>load<u32>(piece, 4);
  const table = <usize>load<u32>(piece, 12);
  const code = load<u32>(piece, 8) == 1 ? <usize>load<u8>(codes + i) : <usize>load<u16>(codes + (i << 1));
  const offset = load<u32>(table + (code << 2));
  const bytes = load<u32>(table + (code << 2), 4) - offset;
  copyShort(to, table + offset, bytes);
  return to + bytes;
}

function appendNumber(at: usize, value: i64, minDigits: u32): usize {
  let to = at;
  let rest = <u64>value;
  if (value < 0) {
    store<u8>(to++, 45);
    rest = 0 - rest;
  }
  let length: u32 = 0;
  while (rest > 0xffffffff) {
    const next = rest / 10;
    length++;
    store<u8>(digits + 32 - length, <u8>(48 + (rest - next * 10)));
    rest = next;
  }
  // 32-bit divisions by 10 cost a third of 64-bit ones.
  let low = <u32>rest;
  do {
    const next = low / 10;
    length++;
    store<u8>(digits + 32 - length, <u8>(48 + (low - next * 10)));
    low = next;
  } while (low);
  for (; length < minDigits; minDigits--) store<u8>(to++, 48);
  copyShort(to, digits + 32 - length, length);
  return to + length;
}

export function rowText(
  out: usize,
  count: i32,
  row: f64,
  minDigits: u32,
  prefix: usize,
  prefixBytes: u32,
  suffix: usize,
  suffixBytes: u32,
): u32 {
  let value = <u64>row;
  let left = <u32>count;
  let to = out;
  while (left > 0) {
    const places = max<u32>(digitsOf(value), minDigits);
    // One call counts up to the next power of ten at most: the number of places stays.
    const rows = <u32>min<u64>(left, places > VECTOR_DIGITS ? 1 : powerOfTen(places) - value);
    if (places > VECTOR_DIGITS) to = wideRow(to, value, places, prefix, prefixBytes, suffix, suffixBytes);
    else if (prefixBytes <= 16 && suffixBytes <= 16)
      to = countedRows(to, rows, value, places, prefix, prefixBytes, suffix, suffixBytes);
    else to = longRows(to, rows, value, places, prefix, prefixBytes, suffix, suffixBytes);
    value += rows;
    left -= rows;
  }
  return <u32>(to - out);
}

function wideRow(
  at: usize,
  value: u64,
  places: u32,
  prefix: usize,
  prefixBytes: u32,
  suffix: usize,
  suffixBytes: u32,
): usize {
  store<u32>(at, prefixBytes + places + suffixBytes);
  copyShort(at + 4, prefix, prefixBytes);
  const to = appendNumber(at + 4 + prefixBytes, value, places);
  copyShort(to, suffix, suffixBytes);
  return to + suffixBytes;
}

/** Rows of equal width with short literals: everything stays in registers, the digits in one vector. */
function countedRows(
  at: usize,
  rows: u32,
  value: u64,
  places: u32,
  prefix: usize,
  prefixBytes: u32,
  suffix: usize,
  suffixBytes: u32,
): usize {
  const head = v128.load(prefix);
  const tail = v128.load(suffix);
  const length = prefixBytes + places + suffixBytes;
  // Before `digits` is filled: both use that memory.
  const one = oneAt(places - 1);
  let to = at;
  let left = rows;
  let untilCarry = 10 - <u32>(value % 10);
  writeDigits(value, places);
  while (left > 0) {
    let text = v128.load(digits);
    const run = min<u32>(left, untilCarry);
    for (let i: u32 = 0; i < run; i++) {
      store<u32>(to, length);
      v128.store(to, head, 4);
      v128.store(to + prefixBytes, text, 4);
      v128.store(to + prefixBytes + places, tail, 4);
      text = v128.add<u8>(text, one);
      to += 4 + length;
    }
    left -= run;
    untilCarry = 10;
    if (left > 0) carryTens(places);
  }
  return to;
}

function longRows(
  at: usize,
  rows: u32,
  value: u64,
  places: u32,
  prefix: usize,
  prefixBytes: u32,
  suffix: usize,
  suffixBytes: u32,
): usize {
  let to = at;
  for (let i: u32 = 0; i < rows; i++) to = wideRow(to, value + i, places, prefix, prefixBytes, suffix, suffixBytes);
  return to;
}

/** The decimal digits of `value`, padded to `places`, at the start of `digits`. */
function writeDigits(value: u64, places: u32): void {
  let rest = value;
  for (let i = <i32>places - 1; i >= 0; i--) {
    const next = rest / 10;
    store<u8>(digits + i, <u8>(48 + (rest - next * 10)));
    rest = next;
  }
}

/** The units have run out: 0 there, and one more ten. The caller has made sure that there is a place for it. */
function carryTens(places: u32): void {
  let at = digits + places - 1;
  store<u8>(at--, 48);
  while (load<u8>(at) == 57) store<u8>(at--, 48);
  store<u8>(at, load<u8>(at) + 1);
}

function oneAt(lane: u32): v128 {
  v128.store(digits, i64x2.splat(0));
  store<u8>(digits + lane, 1);
  return v128.load(digits);
}

function digitsOf(value: u64): u32 {
  let places: u32 = 1;
  for (let limit: u64 = 10; value >= limit && places < 17; limit *= 10) places++;
  return places;
}

function powerOfTen(places: u32): u64 {
  let power: u64 = 1;
  for (let i: u32 = 0; i < places; i++) power *= 10;
  return power;
}
