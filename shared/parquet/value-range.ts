import type { KernelSession } from '../kernels/kernel-session.ts';
import type { Address } from '../kernels/kernels.ts';
import type { ColumnChunk, EncodedDictionary } from './column-chunk.ts';
import type { ValueRange } from './statistics.ts';

const SEEN_BYTES = 65_536;
const EXTREMES_BYTES = 64;
const SLACK_BYTES = 64;
/** Codes marked before asking whether the rest could still widen the range. */
const CODES_PER_LOOK = 1_024;

/** Memory that finding ranges needs. */
export interface RangeWorkspace {
  /** One byte per code. */
  readonly seen: Address;
  /** What the minimum-and-maximum kernels write. */
  readonly extremes: Address;
  readonly end: Address;
}

export function rangeWorkspace(start: Address): RangeWorkspace {
  const extremes = start + SEEN_BYTES + SLACK_BYTES;
  return { seen: start, extremes, end: extremes + EXTREMES_BYTES };
}

/** The smallest and largest of `count` present values in the column's layout; undefined if there is none. */
export function findRange(
  session: KernelSession,
  { column, dictionary }: ColumnChunk,
  { values, count, workspace }: { values: Address; count: number; workspace: RangeWorkspace },
): ValueRange | undefined {
  if (count === 0) return undefined;
  if (dictionary !== undefined) {
    const width = column.layout === 'codes8' ? 8 : 16;
    return codeRange(session, dictionary, { values, count, seen: workspace.seen, width });
  }
  const { kernels } = session;
  const at = workspace.extremes;
  const view = () => session.dataView;
  switch (column.layout) {
    case 'bits': {
      const ones = kernels.countBits(values, count);
      return { min: ones === count ? 1 : 0, max: ones === 0 ? 0 : 1 };
    }
    case 'i32':
      kernels.minMaxI32(at, values, count);
      return { min: view().getInt32(at, true), max: view().getInt32(at + 4, true) };
    case 'i64':
      kernels.minMaxI64(at, values, count);
      return { min: view().getBigInt64(at, true), max: view().getBigInt64(at + 8, true) };
    case 'f32':
      kernels.minMaxF32(at, values, count);
      return { min: view().getFloat32(at, true), max: view().getFloat32(at + 4, true) };
    case 'f64':
      kernels.minMaxF64(at, values, count);
      return { min: view().getFloat64(at, true), max: view().getFloat64(at + 8, true) };
    case 'fixed16':
      kernels.minMaxFixed16(at, values, count);
      return byteRange(session, at, (row) => ({ start: values + 16 * row, bytes: 16 }));
    default:
      kernels.minMaxText(at, values, count);
      return byteRange(session, at, (offset) => {
        const entry = values + offset;
        return { start: entry + 4, bytes: view().getUint32(entry, true) };
      });
  }
}

function codeRange(
  { kernels, bytes }: KernelSession,
  { values, order }: EncodedDictionary,
  codes: { values: Address; count: number; seen: Address; width: 8 | 16 },
): ValueRange {
  const { seen, width, count } = codes;
  const mark = width === 8 ? kernels.seen8 : kernels.seen16;
  let low = 0;
  let high = order.length - 1;
  const isSeen = (rank: number) => bytes[seen + order[rank]!] !== 0;
  bytes.fill(0, seen, seen + order.length);
  for (let done = 0; done < count && !(isSeen(low) && isSeen(high)); done += CODES_PER_LOOK)
    mark(seen, codes.values + done * (width / 8), Math.min(CODES_PER_LOOK, count - done));
  while (!isSeen(low)) low++;
  while (!isSeen(high)) high--;
  return { min: values[order[low]!]!, max: values[order[high]!]! };
}

/** Copies the two byte strings that the kernel pointed out. */
function byteRange(
  session: KernelSession,
  at: Address,
  locate: (pointer: number) => { start: Address; bytes: number },
): ValueRange {
  const { dataView, bytes } = session;
  const copy = (pointer: number) => {
    const { start, bytes: length } = locate(pointer);
    return bytes.slice(start, start + length);
  };
  return { min: copy(dataView.getUint32(at, true)), max: copy(dataView.getUint32(at + 4, true)) };
}
