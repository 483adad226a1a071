// Values into bounds, decimals and narrower types.

/** From here on every double is a whole number. */
const WHOLE_FROM: f64 = 4503599627370496.0;

export function clampF64(values: usize, count: i32, low: f64, high: f64): void {
  const end = values + (<usize>count << 3);
  for (let at = values; at < end; at += 8) store<f64>(at, min<f64>(max<f64>(load<f64>(at), low), high));
}

export function roundF64(values: usize, count: i32, scale: f64): void {
  const end = values + (<usize>count << 3);
  for (let at = values; at < end; at += 8) {
    const value = load<f64>(at);
    const wide = value * scale;
    // Adding 0 turns -0 into 0. Where the product has no fraction left, dividing again could only do harm.
    store<f64>(at, select<f64>(nearest<f64>(wide) / scale + 0.0, value, abs<f64>(wide) < WHOLE_FROM));
  }
}

export function roundToI32(out: usize, values: usize, count: i32, low: i32, high: i32): void {
  const lowest = <f64>low;
  const highest = <f64>high;
  for (let i: usize = 0; i < <usize>count; i++) {
    const whole = nearest<f64>(load<f64>(values + (i << 3)));
    store<i32>(out + (i << 2), <i32>min<f64>(max<f64>(whole, lowest), highest));
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
