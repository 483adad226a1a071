import { type KeyScope, placeKey } from '../columns/stream-scope.ts';
import type { ValueProgram } from '../columns/value-program.ts';
import type { ForeignKeySpec } from '../contracts/foreign-key.ts';
import type { KernelSession } from '../kernels/kernel-session.ts';
import { compileInteger } from '../kinds/compile-integer.ts';

/** Parents whose draws planning adds up to one number: a worker makes at most so many anew to find its place. */
export const BLOCK_PARENTS = 65_536;

export type OwningRule = Extract<ForeignKeySpec['rule'], { name: 'owning' }>;

/** Draws of parents [start, start + out.length), at most BLOCK_PARENTS. */
export type DrawChildren = (start: number, out: Float64Array) => void;

/** One draw per parent: the number of its children, or its share of a fixed total. */
export interface ChildrenDraws {
  readonly scratchBytes: number;
  bind(session: KernelSession): DrawChildren;
}

/** The streams are the child table's: two keys to one parent draw apart. */
export function compileChildrenDraws(key: ForeignKeySpec, rule: OwningRule, scope: KeyScope): ChildrenDraws {
  const { min, max, distribution } = rule.children;
  const program = compileInteger({ name: key.name, kind: 'integer', min, max, distribution, null_rate: 0 });
  return {
    scratchBytes: BLOCK_PARENTS * program.scratchBytesPerRow,
    bind(session) {
      const emit = program.bind(session, placeKey(session, scope, key.name, 'children'));
      return (start, out) => {
        const mark = session.mark();
        const { values } = emit({ rowStart: start, rowCount: out.length });
        readIntegers(session, program, values, out);
        session.release(mark);
      };
    },
  };
}

function readIntegers(
  { bytes }: KernelSession,
  { layout, dictionary }: ValueProgram,
  at: number,
  out: Float64Array,
): void {
  const count = out.length;
  if (dictionary === undefined) {
    out.set(new Int32Array(bytes.buffer, at, count));
    return;
  }
  const values = Float64Array.from(dictionary.values as readonly number[]);
  const codes =
    layout === 'codes8' ? new Uint8Array(bytes.buffer, at, count) : new Uint16Array(bytes.buffer, at, count);
  for (let i = 0; i < count; i++) out[i] = values[codes[i]!]!;
}

/**
 * The end of a parent's rows: `sum` of all draws up to it. With a fixed total, its share of that, which grows with
 * `sum` and ends at `total` exactly. As many rows as draws are the draws themselves; below 2^53 the share is exact, so
 * that equal draws never differ by more than one row; beyond that, dividing and multiplying round monotonically.
 */
export function rowsUpTo(sum: number, rule: OwningRule, sumOfAll: number): number {
  const { total } = rule.children;
  if (total === undefined || total === sumOfAll) return sum;
  if (sumOfAll * total <= Number.MAX_SAFE_INTEGER) return Math.floor((sum * total) / sumOfAll);
  return Math.floor((sum / sumOfAll) * total);
}
