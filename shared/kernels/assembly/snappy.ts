// Snappy's raw format. Source: google/snappy format_description.txt; greedy matching with one hash table per 64 KiB
// block, as every fast compressor of the format does.
import { storeCopy, storeLiteral } from './snappy-elements';

const BLOCK: u32 = 65_536;
const HASH_BITS: u32 = 14;
/** Offsets within the block, u16 by hash of four bytes. */
const table = memory.data(32_768, 16);
/** A match is never sought closer than this to the end of a block: wide loads stay inside it. */
const MARGIN: u32 = 15;

export function snappyCompress(out: usize, input: usize, bytes: u32): u32 {
  let to = out;
  for (let rest = bytes; ; rest >>= 7) {
    if (rest < 128) {
      store<u8>(to++, <u8>rest);
      break;
    }
    store<u8>(to++, <u8>rest | 128);
  }
  for (let done: u32 = 0; done < bytes; done += BLOCK) to = compressBlock(to, input + done, min(BLOCK, bytes - done));
  return <u32>(to - out);
}

// @ts-ignore: decorator
@inline
function slotOf(word: u32): usize {
  return table + <usize>((word * 0x1e35a7bd) >> (32 - HASH_BITS) << 1);
}

function compressBlock(out: usize, start: usize, bytes: u32): usize {
  const end = start + bytes;
  if (bytes <= MARGIN + 4) return storeLiteral(out, start, bytes);
  memory.fill(table, 0, 32_768);
  const limit = end - MARGIN;
  let to = out;
  let literal = start;
  let at = start + 1;
  /** Steps of the search in 32nds: they lengthen while nothing matches, so that random data passes quickly. */
  let skip: u32 = 32;
  while (at < limit) {
    const word = load<u32>(at);
    const slot = slotOf(word);
    let candidate = start + load<u16>(slot);
    store<u16>(slot, <u16>(at - start));
    if (load<u32>(candidate) != word || candidate >= at) {
      at += skip++ >> 5;
      continue;
    }
    if (at > literal) to = storeLiteral(to, literal, <u32>(at - literal));
    while (true) {
      const matchEnd = at + 4 + matchBytes(candidate + 4, at + 4, end);
      const offset = at - candidate;
      to = storeCopy(to, <u32>offset, <u32>(matchEnd - at));
      literal = at = matchEnd;
      if (at >= limit) break;
      // Numbered records differ in their last digits only: behind those, the same distance matches again.
      const changed = changedBytes(at, at - offset);
      if (changed != 0) {
        store<u32>(to, ((changed - 1) << 2) | (load<u32>(at) << 8));
        to += changed + 1;
        at += changed;
        candidate = at - offset;
        continue;
      }
      store<u16>(slotOf(load<u32>(at - 1)), <u16>(at - 1 - start));
      const next = load<u32>(at);
      const nextSlot = slotOf(next);
      candidate = start + load<u16>(nextSlot);
      store<u16>(nextSlot, <u16>(at - start));
      if (load<u32>(candidate) != next || candidate >= at) break;
    }
    at++;
    skip = 32;
  }
  return literal < end ? storeLiteral(to, literal, <u32>(end - literal)) : to;
}

/** How many bytes (1 or 2) to skip so that the next eight at `a` and `b` agree; 0: neither does it. */
// @ts-ignore: decorator
@inline
function changedBytes(a: usize, b: usize): u32 {
  if (load<u64>(a, 1) == load<u64>(b, 1)) return 1;
  return load<u64>(a, 2) == load<u64>(b, 2) ? 2 : 0;
}

/** How many bytes at `a` and `b` agree, up to `end` (of `b`). */
// @ts-ignore: decorator
@inline
function matchBytes(a: usize, b: usize, end: usize): usize {
  const start = b;
  while (b + 8 <= end) {
    const difference = load<u64>(a) ^ load<u64>(b);
    if (difference != 0) return b - start + <usize>(ctz<u64>(difference) >> 3);
    a += 8;
    b += 8;
  }
  while (b < end && load<u8>(a) == load<u8>(b)) {
    a++;
    b++;
  }
  return b - start;
}
