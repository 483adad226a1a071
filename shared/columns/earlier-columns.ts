import { invariant } from '../errors/invariant.ts';
import type { KernelSession } from '../kernels/kernel-session.ts';
import type { OutputColumn } from './column-program.ts';
import type { Vector } from './vector.ts';

/** A column of the same page that was made before: its values, before any nulls of its own. */
export interface EarlierColumn {
  readonly output: OutputColumn;
  readonly vector: Vector;
}

/** What groups of the same related group have made of this page. */
export type EarlierColumns = ReadonlyMap<string, EarlierColumn>;

export const NOTHING_EARLIER: EarlierColumns = new Map();

/**
 * Hidden columns that a foreign key leaves for others, f64: the parent's row (-1: none), and with an owning key the
 * place among the rows of that parent and how many those are. No column of a spec can have such a name.
 */
export const parentRowsOf = (key: string): string => `\u0000parent/${key}`;
export const ordinalsOf = (key: string): string => `\u0000ordinal/${key}`;
export const siblingsOf = (key: string): string => `\u0000siblings/${key}`;

/** Whether a name is one of these. */
export const isLink = (name: string): boolean => name.startsWith('\u0000');

/** A parent's column as expressions call it. */
export const inheritedName = (key: string, parentColumn: string): string => `${key}.${parentColumn}`;

export function getEarlier(earlier: EarlierColumns, name: string): EarlierColumn {
  const column = earlier.get(name);
  invariant(column !== undefined, 'a group comes after those it reads');
  return column;
}

/** The values of an f64 column; valid until memory grows. */
export function readReals(session: KernelSession, { vector }: EarlierColumn, rowCount: number): Float64Array {
  invariant(vector.layout === 'f64', 'the column holds doubles');
  return new Float64Array(session.bytes.buffer, vector.values, rowCount);
}
