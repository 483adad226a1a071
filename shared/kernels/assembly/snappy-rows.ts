// Numbered text as a Snappy stream, without the text: from one row to the next only the last digits change, so that
// each row is a copy of the one before it up to those digits, and the digits as a literal.
import { rowText } from './generation-text';
import { storeCopy, storeFarCopy, storeLiteralTag } from './snappy-elements';
import { copyText } from './text-strings';

export function snappyRowText(
  out: usize,
  count: u32,
  row: f64,
  places: u32,
  prefix: usize,
  prefixBytes: u32,
  suffix: usize,
  suffixBytes: u32,
): u32 {
  const entryBytes = 4 + prefixBytes + places + suffixBytes;
  let to = storeLiteralTag(out, entryBytes);
  to += rowText(to, 1, row, places, prefix, prefixBytes, suffix, suffixBytes);
  if (count == 1) return <u32>(to - out);
  const end = <u64>row + count;
  let value = <u64>row + 1;
  to = storeRow(to, value++, entryBytes, entryBytes - suffixBytes);
  for (; value < end && value % 10 != 0; value++) to = storeRow(to, value, entryBytes, entryBytes);
  to = storeTens(to, value, end, entryBytes);
  if (suffixBytes >= 4) to = storeCopy(to, entryBytes, suffixBytes);
  else if (suffixBytes > 0) to = storeFarCopy(to, entryBytes, suffixBytes);
  return <u32>(to - out);
}

/** Rows from a multiple of ten on. The nine after each multiple have the same elements in every ten. */
// @ts-ignore: decorator
@inline
function storeTens(at: usize, first: u64, end: u64, entryBytes: u32): usize {
  let to = at;
  let units: usize = 0;
  let rowBytes: usize = 0;
  for (let value = first; value < end; value += 10) {
    to = storeRow(to, value, entryBytes, entryBytes);
    const rows = <usize>min<u64>(9, end - value - 1);
    if (units == 0) {
      units = to;
      for (let unit: usize = 1; unit <= rows; unit++) to = storeRow(to, value + unit, entryBytes, entryBytes);
      rowBytes = (to - units) / 9;
    } else to = copyText(to, units, rows * rowBytes);
  }
  return to;
}

/**
 * From the last literal's end to the end of the digits of `value` (not 0): `bytes` bytes, of which all but the digits
 * that differ from those of value - 1 repeat what lies one entry back.
 */
function storeRow(to: usize, value: u64, entryBytes: u32, bytes: u32): usize {
  let rest = value / 10;
  let digit = <u32>(value - rest * 10);
  let zeros: u32 = 0;
  for (; digit == 0; zeros++) {
    const next = rest / 10;
    digit = <u32>(rest - next * 10);
    rest = next;
  }
  to = storeCopy(to, entryBytes, bytes - 1 - zeros);
  store<u8>(to, <u8>(zeros << 2));
  store<u8>(to, <u8>(48 + digit), 1);
  v128.store(to, i8x16.splat(48), 2);
  return to + 2 + zeros;
}
