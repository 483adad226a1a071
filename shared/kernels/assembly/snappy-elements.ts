// The elements of Snappy's raw format. Source: google/snappy format_description.txt.

/** Tag 00: 1..65,536 bytes as they are. */
// @ts-ignore: decorator
@inline
export function storeLiteral(to: usize, from: usize, bytes: u32): usize {
  to = storeLiteralTag(to, bytes);
  if (bytes <= 16) v128.store(to, v128.load(from));
  else memory.copy(to, from, bytes);
  return to + bytes;
}

/** What goes in front of a literal's 1..65,536 bytes. */
// @ts-ignore: decorator
@inline
export function storeLiteralTag(to: usize, bytes: u32): usize {
  const length = bytes - 1;
  if (length < 60) {
    store<u8>(to, <u8>(length << 2));
    return to + 1;
  }
  if (length < 256) {
    store<u8>(to, 60 << 2);
    store<u8>(to, <u8>length, 1);
    return to + 2;
  }
  store<u8>(to, 61 << 2);
  store<u16>(to, <u16>length, 1);
  return to + 3;
}

/** Tag 10 with 64 bytes at most, tag 01 where 4..11 bytes lie less than 2,048 back. */
// @ts-ignore: decorator
@inline
export function storeCopy(to: usize, offset: u32, bytes: u32): usize {
  while (bytes >= 68) {
    to = storeFarCopy(to, offset, 64);
    bytes -= 64;
  }
  if (bytes > 64) {
    to = storeFarCopy(to, offset, 60);
    bytes -= 60;
  }
  if (bytes < 12 && offset < 2048) {
    store<u8>(to, <u8>(1 | ((bytes - 4) << 2) | ((offset >> 8) << 5)));
    store<u8>(to, <u8>offset, 1);
    return to + 2;
  }
  return storeFarCopy(to, offset, bytes);
}

/** Tag 10: 1..64 bytes that lie 1..65,535 back. */
// @ts-ignore: decorator
@inline
export function storeFarCopy(to: usize, offset: u32, bytes: u32): usize {
  store<u8>(to, <u8>(((bytes - 1) << 2) | 2));
  store<u16>(to, <u16>offset, 1);
  return to + 3;
}
