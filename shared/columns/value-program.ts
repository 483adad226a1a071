import type { KernelSession } from '../kernels/kernel-session.ts';
import type { Address } from '../kernels/kernels.ts';
import type { PageRange, RowText } from './column-program.ts';
import type { ColumnType } from './column-type.ts';
import type { Dictionary, VectorLayout } from './vector.ts';

/** Values of one page in scratch: row-aligned, before nulls. */
export interface PageValues {
  readonly values: Address;
  readonly byteLength: number;
}

/** What a kind's compiler makes of its spec: the values of one column, with everything but name, place and nulls. */
export interface ValueProgram {
  readonly type: ColumnType;
  readonly layout: VectorLayout;
  readonly dictionary?: Dictionary;
  readonly isDeltaFriendly: boolean;
  readonly isBeyondSafeIntegers?: boolean;
  /** As in `OutputColumn`. */
  readonly rowText?: RowText;
  /** Upper bound of one row's bytes in `values`. */
  readonly valueBytesMax: number;
  /** Upper bound of scratch bytes per row, the values themselves included. */
  readonly scratchBytesPerRow: number;
  /** Places tables; the function it returns fills scratch for one page with draws of the stream at `key`. */
  bind(session: KernelSession, key: Address): (page: PageRange) => PageValues;
  /**
   * The values that standard normal scores (doubles, one per row) stand for: the same law, and never falling as the score
   * rises. Scores may be overwritten. Absent where values have no order.
   */
  bindScores?(session: KernelSession): (scores: Address, rowCount: number) => PageValues;
}

/** Bytes of one row in every layout but `text` (and `bits`, which takes an eighth). */
export const LAYOUT_BYTES = {
  codes8: 1,
  codes16: 2,
  i32: 4,
  i64: 8,
  f32: 4,
  f64: 8,
  fixed16: 16,
} as const satisfies Partial<Record<VectorLayout, number>>;

/** Layout, sizes and flags of a column whose rows all have the same width and which needs no temporaries. */
export function fixedWidth<Layout extends keyof typeof LAYOUT_BYTES>(type: ColumnType, layout: Layout) {
  const bytes = LAYOUT_BYTES[layout];
  return { type, layout, isDeltaFriendly: false, valueBytesMax: bytes, scratchBytesPerRow: bytes };
}
