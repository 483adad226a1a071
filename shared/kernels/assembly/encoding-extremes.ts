// Page statistics: which codes occur, and the smallest and largest value.

/** 16 bytes of ones, then 16 of zeros: a window keeps the first n bytes of a vector. */
const KEEP = memory.data<u8>([
  255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
  0, 0, 0,
]);

export function seen8(seen: usize, codes: usize, count: i32): void {
  for (let i = 0; i < count; i++) store<u8>(seen + load<u8>(codes + i), 1);
}

export function seen16(seen: usize, codes: usize, count: i32): void {
  for (let i = 0; i < count; i++) store<u8>(seen + load<u16>(codes + (<usize>i << 1)), 1);
}

export function minMaxI32(out: usize, values: usize, count: i32): void {
  const first = load<i32>(values);
  let lows = i32x4.splat(first);
  let highs = lows;
  let i = 0;
  for (; i + 4 <= count; i += 4) {
    const four = v128.load(values + (<usize>i << 2));
    lows = i32x4.min_s(lows, four);
    highs = i32x4.max_s(highs, four);
  }
  let low = min(min(i32x4.extract_lane(lows, 0), i32x4.extract_lane(lows, 1)), min(i32x4.extract_lane(lows, 2), i32x4.extract_lane(lows, 3)));
  let high = max(max(i32x4.extract_lane(highs, 0), i32x4.extract_lane(highs, 1)), max(i32x4.extract_lane(highs, 2), i32x4.extract_lane(highs, 3)));
  for (; i < count; i++) {
    const value = load<i32>(values + (<usize>i << 2));
    low = min(low, value);
    high = max(high, value);
  }
  store<i32>(out, low);
  store<i32>(out, high, 4);
}

export function minMaxI64(out: usize, values: usize, count: i32): void {
  let lows = i64x2.splat(load<i64>(values));
  let highs = lows;
  let i = 0;
  for (; i + 2 <= count; i += 2) {
    const two = v128.load(values + (<usize>i << 3));
    lows = v128.bitselect(two, lows, i64x2.lt_s(two, lows));
    highs = v128.bitselect(two, highs, i64x2.gt_s(two, highs));
  }
  let low = min(i64x2.extract_lane(lows, 0), i64x2.extract_lane(lows, 1));
  let high = max(i64x2.extract_lane(highs, 0), i64x2.extract_lane(highs, 1));
  if (i < count) {
    const value = load<i64>(values + (<usize>i << 3));
    low = min(low, value);
    high = max(high, value);
  }
  store<i64>(out, low);
  store<i64>(out, high, 8);
}

export function minMaxF32(out: usize, values: usize, count: i32): void {
  let lows = f32x4.splat(load<f32>(values));
  let highs = lows;
  let i = 0;
  for (; i + 4 <= count; i += 4) {
    const four = v128.load(values + (<usize>i << 2));
    lows = f32x4.pmin(lows, four);
    highs = f32x4.pmax(highs, four);
  }
  let low = min(min(f32x4.extract_lane(lows, 0), f32x4.extract_lane(lows, 1)), min(f32x4.extract_lane(lows, 2), f32x4.extract_lane(lows, 3)));
  let high = max(max(f32x4.extract_lane(highs, 0), f32x4.extract_lane(highs, 1)), max(f32x4.extract_lane(highs, 2), f32x4.extract_lane(highs, 3)));
  for (; i < count; i++) {
    const value = load<f32>(values + (<usize>i << 2));
    low = min(low, value);
    high = max(high, value);
  }
  store<f32>(out, low == 0 ? -0.0 : low);
  store<f32>(out, high == 0 ? 0.0 : high, 4);
}

export function minMaxF64(out: usize, values: usize, count: i32): void {
  let lows = f64x2.splat(load<f64>(values));
  let highs = lows;
  let i = 0;
  for (; i + 2 <= count; i += 2) {
    const two = v128.load(values + (<usize>i << 3));
    lows = f64x2.pmin(lows, two);
    highs = f64x2.pmax(highs, two);
  }
  let low = min(f64x2.extract_lane(lows, 0), f64x2.extract_lane(lows, 1));
  let high = max(f64x2.extract_lane(highs, 0), f64x2.extract_lane(highs, 1));
  if (i < count) {
    const value = load<f64>(values + (<usize>i << 3));
    low = min(low, value);
    high = max(high, value);
  }
  store<f64>(out, low == 0 ? -0.0 : low);
  store<f64>(out, high == 0 ? 0.0 : high, 8);
}

/** The bytes of each 64-bit half in reverse: big-endian words of a byte string. */
// @ts-ignore: decorator
@inline
function bigEndian(bytes: v128): v128 {
  return i8x16.shuffle(bytes, bytes, 7, 6, 5, 4, 3, 2, 1, 0, 15, 14, 13, 12, 11, 10, 9, 8);
}

export function minMaxFixed16(out: usize, values: usize, count: i32): void {
  let lowRow: u32 = 0;
  let highRow: u32 = 0;
  const first = bigEndian(v128.load(values));
  let lowHead = <u64>i64x2.extract_lane(first, 0);
  let lowTail = <u64>i64x2.extract_lane(first, 1);
  let highHead = lowHead;
  let highTail = lowTail;
  for (let i = 1; i < count; i++) {
    const words = bigEndian(v128.load(values + (<usize>i << 4)));
    const head = <u64>i64x2.extract_lane(words, 0);
    if (head <= lowHead) {
      const tail = <u64>i64x2.extract_lane(words, 1);
      if (head < lowHead || tail < lowTail) {
        lowHead = head;
        lowTail = tail;
        lowRow = i;
      }
    }
    if (head >= highHead) {
      const tail = <u64>i64x2.extract_lane(words, 1);
      if (head > highHead || tail > highTail) {
        highHead = head;
        highTail = tail;
        highRow = i;
      }
    }
  }
  store<u32>(out, lowRow);
  store<u32>(out, highRow, 4);
}

/** The first 16 bytes of the text at `entry` as two big-endian words, zeros behind a shorter one. */
// @ts-ignore: decorator
@inline
function prefixOf(entry: usize, bytes: u32): v128 {
  const prefix = v128.load(entry, 4);
  return bigEndian(bytes >= 16 ? prefix : v128.and(prefix, v128.load(KEEP + 16 - bytes)));
}

/** Negative, zero, positive: two texts whose first 16 bytes (zeros behind a shorter one) are equal. */
function compareBeyondPrefix(a: usize, b: usize): i32 {
  const bytesA = load<u32>(a);
  const bytesB = load<u32>(b);
  const bytes = min(bytesA, bytesB);
  for (let i: u32 = 16; i < bytes; i++) {
    const difference = <i32>load<u8>(a + i, 4) - <i32>load<u8>(b + i, 4);
    if (difference != 0) return difference;
  }
  return bytesA == bytesB ? 0 : bytesA < bytesB ? -1 : 1;
}

export function minMaxText(out: usize, values: usize, count: i32): void {
  let low = values;
  let high = values;
  const first = prefixOf(values, load<u32>(values));
  let lowHead = <u64>i64x2.extract_lane(first, 0);
  let lowTail = <u64>i64x2.extract_lane(first, 1);
  let highHead = lowHead;
  let highTail = lowTail;
  let entry = values + 4 + load<u32>(values);
  for (let i = 1; i < count; i++) {
    const bytes = load<u32>(entry);
    const words = prefixOf(entry, bytes);
    const head = <u64>i64x2.extract_lane(words, 0);
    if (head <= lowHead) {
      const tail = <u64>i64x2.extract_lane(words, 1);
      if (head < lowHead || tail < lowTail || (tail == lowTail && compareBeyondPrefix(entry, low) < 0)) {
        lowHead = head;
        lowTail = tail;
        low = entry;
      }
    }
    if (head >= highHead) {
      const tail = <u64>i64x2.extract_lane(words, 1);
      if (head > highHead || tail > highTail || (tail == highTail && compareBeyondPrefix(entry, high) > 0)) {
        highHead = head;
        highTail = tail;
        high = entry;
      }
    }
    entry += 4 + bytes;
  }
  store<u32>(out, <u32>(low - values));
  store<u32>(out, <u32>(high - values), 4);
}
