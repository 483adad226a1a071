import type { GroupProgram, OutputColumn, PageRange } from '../columns/column-program.ts';
import type { Vector } from '../columns/vector.ts';
import type { CheckCount } from '../contracts/check-count.ts';
import type { KernelSession } from '../kernels/kernel-session.ts';

/** All of one table, compiled: what `compile-table.ts` makes of a plan. Holds no memory of its own. */
export interface TableProgram {
  readonly tableName: string;
  readonly numRecords: number;
  /** In output order: columns[i].position === i. */
  readonly columns: readonly OutputColumn[];
  readonly groups: readonly GroupProgram[];
  readonly keys?: TableKeys;
  /** Names of the table's checks, in the order in which they are counted. */
  readonly checks: readonly string[];
  /** Rows of a full page, a multiple of 64, chosen so that scratch stays within LIMITS.scratchBytes. */
  readonly pageRows: number;
  readonly scratchBytesPerRow: number;
  /** Scratch that is needed whatever the size of a page. */
  readonly scratchBytes: number;
}

/** What a database may be told of a table's columns; of output columns alone. */
export interface TableKeys {
  /** Empty when there is none, or part of it is hidden. */
  readonly primaryKey: readonly string[];
  readonly unique: readonly string[];
}

/** A table program with its tables in one session's memory. */
export interface BoundTable {
  readonly program: TableProgram;
  readonly session: KernelSession;
  /** One entry per group; `emit` fills scratch, the caller releases it (`session.mark` / `release`). */
  readonly groups: readonly { readonly columns: readonly OutputColumn[]; emit(page: PageRange): Vector[] }[];
  /** Every column of a page in output order; scratch is emptied first and holds all of them until the next call. */
  emitPage(page: PageRange): Vector[];
  /** What checks have cost for the pages made since it was last asked; absent where the table has no check. */
  readonly takeCheckCounts?: () => CheckCount[];
}
