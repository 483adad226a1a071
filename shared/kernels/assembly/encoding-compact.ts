// Null compaction: every value is copied to the next free place, which only moves on behind a present one (no branches).

/** Bytes of a text entry that are always copied: longer ones go on in a loop. */
const COPIED_AT_ONCE: usize = 32;

export function compact8(out: usize, values: usize, count: i32, presence: usize): i32 {
  let to = out;
  for (let i = 0; i < count; i++) {
    store<u8>(to, load<u8>(values + i));
    to += load<u8>(presence + i);
  }
  return <i32>(to - out);
}

export function compact16(out: usize, values: usize, count: i32, presence: usize): i32 {
  let to = out;
  for (let i = 0; i < count; i++) {
    store<u16>(to, load<u16>(values + (<usize>i << 1)));
    to += <usize>load<u8>(presence + i) << 1;
  }
  return <i32>((to - out) >> 1);
}

export function compact32(out: usize, values: usize, count: i32, presence: usize): i32 {
  let to = out;
  for (let i = 0; i < count; i++) {
    store<u32>(to, load<u32>(values + (<usize>i << 2)));
    to += <usize>load<u8>(presence + i) << 2;
  }
  return <i32>((to - out) >> 2);
}

export function compact64(out: usize, values: usize, count: i32, presence: usize): i32 {
  let to = out;
  for (let i = 0; i < count; i++) {
    store<u64>(to, load<u64>(values + (<usize>i << 3)));
    to += <usize>load<u8>(presence + i) << 3;
  }
  return <i32>((to - out) >> 3);
}

export function compact128(out: usize, values: usize, count: i32, presence: usize): i32 {
  let to = out;
  for (let i = 0; i < count; i++) {
    v128.store(to, v128.load(values + (<usize>i << 4)));
    to += <usize>load<u8>(presence + i) << 4;
  }
  return <i32>((to - out) >> 4);
}

export function compactText(out: usize, values: usize, count: i32, presence: usize): u32 {
  let to = out;
  let from = values;
  for (let i = 0; i < count; i++) {
    const bytes = <usize>load<u32>(from) + 4;
    v128.store(to, v128.load(from));
    v128.store(to, v128.load(from, 16), 16);
    const isPresent = <usize>load<u8>(presence + i);
    if (bytes > COPIED_AT_ONCE && isPresent != 0) {
      for (let done = COPIED_AT_ONCE; done < bytes; done += 16) v128.store(to + done, v128.load(from + done));
    }
    to += bytes & (0 - isPresent);
    from += bytes;
  }
  return <u32>(to - out);
}
