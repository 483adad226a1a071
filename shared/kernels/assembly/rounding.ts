// Values into bounds, decimals and narrower types. Vector loops may touch one value of slack after the last one.

/** From here on every double is a whole number. */
const WHOLE_FROM: f64 = 4503599627370496.0;

/** min and max by comparison: a bound of 0 leaves -0 alone. */
// @ts-ignore: decorator
@inline
function clamped(values: v128, low: v128, high: v128): v128 {
  return v128.pmin<f64>(v128.pmax<f64>(values, low), high);
}

export function clampF64(values: usize, count: i32, low: f64, high: f64): void {
  const lowest = v128.splat<f64>(low);
  const highest = v128.splat<f64>(high);
  const end = values + (<usize>count << 3);
  for (let at = values; at < end; at += 16) v128.store(at, clamped(v128.load(at), lowest, highest));
}

export function roundF64(values: usize, count: i32, scale: f64): void {
  const scales = v128.splat<f64>(scale);
  const zero = v128.splat<f64>(0);
  const wholeFrom = v128.splat<f64>(WHOLE_FROM);
  const end = values + (<usize>count << 3);
  for (let at = values; at < end; at += 16) {
    const value = v128.load(at);
    const wide = v128.mul<f64>(value, scales);
    // Adding 0 turns -0 into 0. Where the product has no fraction left, dividing again could only do harm.
    const rounded = v128.add<f64>(v128.div<f64>(v128.nearest<f64>(wide), scales), zero);
    v128.store(at, v128.bitselect(rounded, value, v128.lt<f64>(v128.abs<f64>(wide), wholeFrom)));
  }
}

export function roundToI32(out: usize, values: usize, count: i32, low: i32, high: i32): void {
  const lowest = v128.splat<f64>(<f64>low);
  const highest = v128.splat<f64>(<f64>high);
  for (let i: usize = 0; i < <usize>count; i += 2) {
    const whole = v128.nearest<f64>(clamped(v128.load(values + (i << 3)), lowest, highest));
    store<u64>(out + (i << 2), <u64>v128.extract_lane<i64>(v128.trunc_sat_zero<i32>(whole), 0));
  }
}

/** Conversions saturate (nontrapping-f2i): beyond the range of i64 lies its end. */
export function roundToI64(out: usize, values: usize, count: i32, low: i64, high: i64): void {
  for (let i: usize = 0; i < <usize>count; i++) {
    const whole = <i64>nearest<f64>(load<f64>(values + (i << 3)));
    const raised = select<i64>(low, whole, whole < low);
    store<i64>(out + (i << 3), select<i64>(high, raised, raised > high));
  }
}

export function multiplyI64(values: usize, count: i32, factor: i64): void {
  const end = values + (<usize>count << 3);
  for (let at = values; at < end; at += 8) store<i64>(at, load<i64>(at) * factor);
}

export function toF32(out: usize, values: usize, count: i32, below: f64): void {
  const largest = largestF32Below(below);
  for (let i: usize = 0; i < <usize>count; i++) {
    const value = <f32>load<f64>(values + (i << 3));
    store<f32>(out + (i << 2), select<f32>(value, largest, <f64>value < below));
  }
}

function largestF32Below(below: f64): f32 {
  const rounded = <f32>below;
  if (<f64>rounded < below) return rounded;
  if (rounded == 0) return reinterpret<f32>(0x80000001);
  const bits = reinterpret<i32>(rounded);
  return reinterpret<f32>(rounded > 0 ? bits - 1 : bits + 1);
}
