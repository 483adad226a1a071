import type { ColumnValues } from './column-values.ts';
import type { AnyLane, NumberLane, TextLane, TruthLane } from './lanes.ts';

/** One block of a page: rows [offset, offset + rowCount) of it. */
export interface Block {
  /** Number of the block's first row in its table. */
  readonly rowStart: number;
  readonly rowCount: number;
  /** Place of the block's first row in the page. */
  readonly offset: number;
  /** Values of the whole page. */
  column(name: string): ColumnValues;
  /** Draws of the whole page. */
  random(draw: number): Float64Array;
}

/** Works out one part of an expression for a block; the lane is good until the step's next call. */
export type NumberStep = (block: Block) => NumberLane;
export type TruthStep = (block: Block) => TruthLane;
export type TextStep = (block: Block) => TextLane;
export type Step = (block: Block) => AnyLane;
