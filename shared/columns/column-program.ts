import type { KernelSession } from '../kernels/kernel-session.ts';
import type { ColumnType } from './column-type.ts';
import type { Dictionary, Vector, VectorLayout } from './vector.ts';

/** Rows [rowStart, rowStart + rowCount) of one table, at most the plan's page size. */
export interface PageRange {
  readonly rowStart: number;
  readonly rowCount: number;
}

/** One output column as formats see it. */
export interface OutputColumn {
  readonly name: string;
  readonly kind: string;
  /** Place in the output, 0-based. */
  readonly position: number;
  readonly type: ColumnType;
  readonly layout: VectorLayout;
  /** For the layouts `codes8` and `codes16`. */
  readonly dictionary?: Dictionary;
  readonly isNullable: boolean;
  /** i64 values that rise by a constant or lie close together: worth DELTA_BINARY_PACKED. */
  readonly isDeltaFriendly: boolean;
  /** int64 values that may lie beyond ±(2^53−1): JSON holds the whole column as strings. */
  readonly isBeyondSafeIntegers?: boolean;
  /** Upper bound of one row's bytes in `values`. */
  readonly valueBytesMax: number;
}

/**
 * A compiled column group: a pure function from (key, row) to values. `bind` places its tables once; the function it
 * returns fills scratch for one page and gives one vector per column, in the order of `columns`.
 */
export interface GroupProgram {
  readonly columns: readonly OutputColumn[];
  /** Upper bound of scratch bytes per row of a page, vectors and temporaries together. */
  readonly scratchBytesPerRow: number;
  bind(session: KernelSession): (page: PageRange) => Vector[];
}
