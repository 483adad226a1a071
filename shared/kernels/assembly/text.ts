import { copyText } from './text-strings';
import { writeEscaped } from './text-escapes';
import { TEXT_CSV, writeScalar } from './text-values';

export { digestColumn, digestRows, hashText } from './text-digest';

const COLUMN_BYTES: usize = 48;
/** Kinds below this one are fragments, which hold their prefix. */
const SCALARS: u32 = 3;

// @ts-ignore: decorator
@inline
function writePrefix(o: usize, column: usize): usize {
  return copyText(o, load<u32>(column, 20), load<u32>(column, 24));
}

/** Row `r` of a column of PLAIN text; moves the column's cursor on, for nulls too. */
// @ts-ignore: decorator
@inline
function writeText(o: usize, column: usize, kind: u32, isPresent: bool): usize {
  const entry = <usize>load<u32>(column, 40);
  const bytes = load<u32>(entry);
  store<u32>(column, entry + 4 + bytes, 40);
  if (!isPresent) return writeNull(o, column);
  o = writeEscaped(writePrefix(o, column), kind, entry + 4, bytes);
  return writeQuote(o, column);
}

/** The byte behind a value, if there is one. */
// @ts-ignore: decorator
@inline
function writeQuote(o: usize, column: usize): usize {
  const quote = load<u32>(column, 36);
  store<u8>(o, <u8>quote);
  return o + <usize>(quote != 0);
}

// @ts-ignore: decorator
@inline
function writeNull(o: usize, column: usize): usize {
  return copyText(o, load<u32>(column, 28), load<u32>(column, 32));
}

export function writeRows(
  out: usize,
  rowStart: u32,
  count: u32,
  columns: usize,
  columnCount: u32,
  ending: usize,
  endingBytes: u32,
): u32 {
  let o = out;
  const columnsEnd = columns + <usize>columnCount * COLUMN_BYTES;
  const end = v128.load(ending);
  for (let r = rowStart; r < rowStart + count; r++) {
    for (let column = columns; column < columnsEnd; column += COLUMN_BYTES) {
      const kind = load<u32>(column);
      const presence = <usize>load<u32>(column, 8);
      const isPresent = presence == 0 || load<u8>(presence + r) != 0;
      if (kind >= TEXT_CSV) {
        o = writeText(o, column, kind, isPresent);
      } else if (isPresent) {
        if (kind >= SCALARS) o = writePrefix(o, column);
        o = writeScalar(o, column, kind, load<u32>(column, 4), r);
        o = writeQuote(o, column);
      } else {
        o = writeNull(o, column);
      }
    }
    v128.store(o, end);
    o += endingBytes;
  }
  return <u32>(o - out);
}
