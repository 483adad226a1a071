import type { CheckCount } from '../contracts/check-count.ts';

/** One encoded part: `slices` are views of the session's arena, valid until the next call. */
export interface EncodedPart {
  readonly slices: readonly Uint8Array[];
  readonly bytes: number;
  /** What merging copies, as in PartManifest. */
  readonly dataStart: number;
  readonly dataEnd: number;
  /** What a file has between the data of this part and that of the part before it; absent: nothing. */
  readonly separator?: Uint8Array;
  /** Of a table with checks: what they have cost for the rows of this part. */
  readonly checks?: readonly CheckCount[];
}

/** Turns rows of one bound table into the bytes of one part. One per format and bound table. */
export interface PartEncoder {
  /**
   * Rows [rowStart, rowEnd). `onPage` is told the rows done so far after each page and may throw to stop the work
   * (cancel). Bytes are a function of the arguments alone.
   */
  encode(rowStart: number, rowEnd: number, onPage?: (rowsDone: number) => void): EncodedPart;
}
