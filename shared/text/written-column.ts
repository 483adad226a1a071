import type { TextKind } from '../kernels/text-kernels.ts';

/** Bytes of the longest number, date or uuid, its closing quote included. */
export const SCALAR_BYTES_MAX = 48;

/** How one output column is written in one text format; `a` and `b` as in TEXT_KIND. */
export interface ColumnText {
  readonly kind: TextKind;
  readonly a: number;
  readonly b: number;
  /** `a` is the address of the power table, known once that is placed. */
  readonly isFloat: boolean;
  readonly prefix: Uint8Array;
  readonly nullText: Uint8Array;
  /** What follows each value: one ASCII character, or nothing. */
  readonly quote: string;
  /** The words of a boolean column. */
  readonly booleans: readonly [isFalse: string, isTrue: string];
  /** Upper bound of a value's bytes: `perRow`, plus `perByte` for each byte of PLAIN text. */
  readonly bound: { readonly perRow: number; readonly perByte: number };
}

/** What is the same in every format: a value's canonical text. */
export type WrittenValue = Pick<ColumnText, 'kind' | 'a' | 'b' | 'isFloat'>;
