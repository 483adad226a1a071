import type { KernelSession } from '../kernels/kernel-session.ts';
import type { NestedNode } from '../nested/nested-column.ts';
import type { ColumnType } from './column-type.ts';
import type { EarlierColumns } from './earlier-columns.ts';
import type { Dictionary, Vector, VectorLayout } from './vector.ts';

/** Rows [rowStart, rowStart + rowCount) of one table, at most the plan's page size. */
export interface PageRange {
  readonly rowStart: number;
  readonly rowCount: number;
  /** Numbers of the rows where they do not follow each other: draws that lie together though their rows do not. */
  readonly rows?: Float64Array;
  /** Which of its rows are counted where something is; the others are made for their sake. All of them when absent. */
  readonly counted?: { readonly rowStart: number; readonly rowEnd: number };
  /** Where rows are interleaved and columns carry something from row to row: which groups the rows are of. */
  readonly keys?: KeyWindow;
}

/** Groups of interleaved rows: `count` of them from the group `first` on, group 0 behind the last one. */
export interface KeyWindow {
  readonly first: number;
  readonly count: number;
  /** What the rows are made for, where nobody asked for them. */
  readonly pass?: KeyPass;
}

/** Rows that are made for the sake of others in their groups: of columns only these, and what they read. */
export interface KeyPass {
  readonly columns: readonly string[];
  /** Whether the columns take in whole groups, to give values later; else they carry something on from row to row. */
  readonly isGathering: boolean;
  /** Columns that others read: nobody sees the values of the rest. */
  readonly read: ReadonlySet<string>;
}

/** Told how many draws a check has seen, and how many of them it has refused: sums that no division into pages changes. */
export type TallyCheck = (check: string, counts: { readonly draws: number; readonly rejections: number }) => void;

/** The text of a row that holds nothing but its own number: prefix, the number with zeros in front, suffix. */
export interface RowText {
  /** UTF-8. */
  readonly prefix: Uint8Array;
  readonly minDigits: number;
  /** UTF-8. */
  readonly suffix: Uint8Array;
}

/** start + row x step. `isSafe`: every value of the table, and what doubles make of it on the way, is exact. */
export interface SequenceLaw {
  readonly start: bigint;
  readonly step: bigint;
  readonly isSafe: boolean;
}

/** One output column as formats see it. */
export interface OutputColumn {
  readonly name: string;
  readonly kind: string;
  /** Place in the output, 0-based; `HIDDEN` where it has none. */
  readonly position: number;
  readonly type: ColumnType;
  readonly layout: VectorLayout;
  /** For the layouts `codes8` and `codes16`. */
  readonly dictionary?: Dictionary;
  /** For the layout `nested`. The root itself is never null: the column is. */
  readonly nested?: NestedNode;
  readonly isNullable: boolean;
  /** i64 values that rise by a constant or lie close together: worth DELTA_BINARY_PACKED. */
  readonly isDeltaFriendly: boolean;
  /** int64 values that may lie beyond ±(2^53−1): JSON holds the whole column as strings. */
  readonly isBeyondSafeIntegers?: boolean;
  /** What every value that is not null is made of: an encoder that knows may do without `values`. */
  readonly rowText?: RowText;
  /** Values that are a formula of the row number: other tables that refer to them need not make them. */
  readonly sequence?: SequenceLaw;
  /** Upper bound of one row's bytes in `values`. */
  readonly valueBytesMax: number;
}

/** The position of a column that is made for other columns only. */
export const HIDDEN = -1;

/** Fills scratch for one page and gives one vector per column. `earlier` holds what groups before this one have made. */
export type EmitGroup = (page: PageRange, earlier: EarlierColumns) => Vector[];

/**
 * A compiled column group: a pure function from (key, row) to values. `bind` places its tables once; the function it
 * returns gives vectors in the order of `columns`, hidden columns included.
 */
export interface GroupProgram {
  readonly columns: readonly OutputColumn[];
  /** Upper bound of scratch bytes per row of a page, vectors and temporaries together. */
  readonly scratchBytesPerRow: number;
  /** Scratch that is needed whatever the size of a page. */
  readonly scratchBytes?: number;
  /** Rows of a block, counted from row 0, whose first rows are made whenever later ones are. One when absent. */
  readonly blockRows?: number;
  bind(session: KernelSession, tally?: TallyCheck): EmitGroup;
}
