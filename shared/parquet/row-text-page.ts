import type { PageRange, RowText } from '../columns/column-program.ts';
import type { KernelSession } from '../kernels/kernel-session.ts';
import type { Address } from '../kernels/kernels.ts';
import { compressedBytesMax } from './codec.ts';
import { type EncodedPage, growArena, storeHeader } from './data-page.ts';
import { Encoding, PAGE_HEADER_BYTES_MAX } from './page-header.ts';
import { comparePlain } from './plain.ts';
import { storeVarint } from './rle-hybrid.ts';
import type { ValueRange } from './statistics.ts';

/** Readable bytes that kernels want behind every literal. */
const SLACK_BYTES = 64;
const LENGTH_BYTES = 4;
/** Digits of the largest row number, 2^53 - 1. */
const ROW_DIGITS_MAX = 16;
/** How far back a copy of Snappy's reaches. */
const OFFSET_MAX = 65_535;

/** Rows of a page whose numbers have equally many digits, zeros in front included. */
interface DigitRun {
  readonly rowStart: number;
  readonly rowEnd: number;
  readonly places: number;
}

/** Whether an entry is short enough to be a copy of the one before it. */
export function isWithinReach({ prefix, minDigits, suffix }: RowText): boolean {
  const places = Math.max(minDigits, ROW_DIGITS_MAX);
  return LENGTH_BYTES + prefix.length + places + suffix.length <= OFFSET_MAX;
}

/**
 * The page that `encodeDataPage` would make of numbered text without nulls under Snappy, in a fifteenth of the
 * time: the text never exists. The compressed bytes differ, what they stand for does not.
 */
export function encodeRowTextPage(
  session: KernelSession,
  rowText: RowText,
  { rowStart, rowCount, at }: PageRange & { readonly at: Address },
): EncodedPage {
  const runs = digitRuns(rowText, rowStart, rowStart + rowCount);
  const rawBytes = runs.reduce((sum, run) => sum + (run.rowEnd - run.rowStart) * entryBytes(rowText, run), 0);
  const body = at + PAGE_HEADER_BYTES_MAX;
  const bodyBytes = storeStream(session, rowText, { body, rawBytes, runs });
  const headerBytes = storeHeader(session, body, {
    uncompressedBytes: rawBytes,
    compressedBytes: bodyBytes,
    numValues: rowCount,
    encoding: Encoding.plain,
  });
  return {
    start: body - headerBytes,
    end: body + bodyBytes,
    uncompressedBytes: headerBytes + rawBytes,
    numRows: rowCount,
    numValues: rowCount,
    nullCount: 0,
    range: rangeOf(rowText, runs),
  };
}

function digitRuns({ minDigits }: RowText, rowStart: number, rowEnd: number): DigitRun[] {
  const runs: DigitRun[] = [];
  for (let row = rowStart; row < rowEnd; row = runs.at(-1)!.rowEnd) {
    const places = Math.max(minDigits, String(row).length);
    runs.push({ rowStart: row, rowEnd: Math.min(rowEnd, Number(`1e${places}`)), places });
  }
  return runs;
}

function entryBytes({ prefix, suffix }: RowText, { places }: DigitRun): number {
  return LENGTH_BYTES + prefix.length + places + suffix.length;
}

/** Writes the whole stream to `body`; returns bytes. The literals lie behind it in the meantime. */
function storeStream(
  session: KernelSession,
  { prefix, suffix }: RowText,
  { body, rawBytes, runs }: { body: Address; rawBytes: number; runs: readonly DigitRun[] },
): number {
  const before = body + compressedBytesMax('snappy', rawBytes) + SLACK_BYTES;
  const after = before + prefix.length + SLACK_BYTES;
  growArena(session, after + suffix.length + SLACK_BYTES);
  const { bytes, kernels } = session;
  bytes.set(prefix, before);
  bytes.set(suffix, after);
  let to = body + storeVarint(bytes, body, rawBytes);
  for (const { rowStart, rowEnd, places } of runs)
    to += kernels.snappyRowText(to, rowEnd - rowStart, rowStart, places, before, prefix.length, after, suffix.length);
  return to - body;
}

/** Numbers of equal length are ordered as their texts are, so only the ends of the runs can be extremes. */
function rangeOf(rowText: RowText, runs: readonly DigitRun[]): ValueRange {
  const ends = runs.flatMap(({ rowStart, rowEnd, places }) => [
    textOf(rowText, rowStart, places),
    textOf(rowText, rowEnd - 1, places),
  ]);
  ends.sort(comparePlain);
  return { min: ends[0]!, max: ends.at(-1)! };
}

function textOf({ prefix, suffix }: RowText, row: number, places: number): Uint8Array {
  const digits = new TextEncoder().encode(String(row).padStart(places, '0'));
  const text = new Uint8Array(prefix.length + places + suffix.length);
  text.set(prefix);
  text.set(digits, prefix.length);
  text.set(suffix, prefix.length + places);
  return text;
}
