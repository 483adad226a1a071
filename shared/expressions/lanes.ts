import type { ColumnValues } from './column-values.ts';

/**
 * Values of one block of rows while an expression is worked out. Null is a value of its own: NaN in numbers, `UNKNOWN`
 * in truth values, `null` in texts; so three-valued logic needs no second array. `mask` is -1 when there is one value
 * per row and 0 when one value stands for all: `values[row & mask]`.
 */
export interface NumberLane {
  readonly lane: 'number';
  readonly values: Float64Array;
  readonly mask: number;
}

/** False, unknown and true as bits, so that `and` is & and `or` is | (Kleene's logic), four rows at once. */
export const FALSE = 0;
export const UNKNOWN = 1;
export const TRUE = 3;

/** `values` starts at a multiple of 4 bytes and may be read as 32-bit words to the end of the block. */
export interface TruthLane {
  readonly lane: 'truth';
  readonly values: Uint8Array;
  readonly words: Uint32Array;
  readonly mask: number;
}

/** `texts[codes[row]]` when there are codes, else `texts[row & mask]`. */
export interface TextLane {
  readonly lane: 'text';
  readonly texts: readonly (string | null)[];
  readonly codes: Uint8Array | Uint16Array | Uint32Array | undefined;
  readonly mask: number;
}

export type AnyLane = NumberLane | TruthLane | TextLane;

/** Rows worked on at a time: temporaries of a whole expression stay in the processor's cache. A multiple of 4. */
export const BLOCK_ROWS = 1_024;

export function numberLane(values: Float64Array, mask = -1): NumberLane {
  return { lane: 'number', values, mask };
}

export function truthLane(values: Uint8Array, mask = -1): TruthLane {
  const words = new Uint32Array(values.buffer, values.byteOffset, values.byteLength >> 2);
  return { lane: 'truth', values, words, mask };
}

export function textLane(texts: readonly (string | null)[], mask = -1): TextLane {
  return { lane: 'text', texts, codes: undefined, mask };
}

/** A buffer of one block that a step fills anew every time. */
export function numberBuffer(): NumberLane {
  return numberLane(new Float64Array(BLOCK_ROWS));
}

export function truthBuffer(): TruthLane {
  return truthLane(new Uint8Array(BLOCK_ROWS));
}

/** One value for all rows. */
export function constantLane(value: number | string | boolean | null, lane: AnyLane['lane']): AnyLane {
  if (lane === 'number') return numberLane(Float64Array.of(value === null ? NaN : Number(value)), 0);
  if (lane === 'text') return textLane([value as string | null], 0);
  return truthLane(new Uint8Array(4).fill(truthOf(value as boolean | null)), 0);
}

export function truthOf(value: boolean | null): number {
  if (value === null) return UNKNOWN;
  return value ? TRUE : FALSE;
}

/** The single value of a lane whose mask is 0. */
export function constantValue(lane: AnyLane): number | string | boolean | null {
  if (lane.lane === 'text') return lane.texts[0]!;
  const value = lane.values[0]!;
  if (lane.lane === 'number') return Number.isNaN(value) ? null : value;
  return value === UNKNOWN ? null : value === TRUE;
}

/** One block of a page: rows [offset, offset + rowCount) of it. */
export interface Block {
  /** Number of the block's first row in its table. */
  readonly rowStart: number;
  /** Numbers of all rows of the page where they do not follow each other. */
  readonly rows: Float64Array | undefined;
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
