import type { PageRange } from '../../columns/column-program.ts';
import type { ColumnType } from '../../columns/column-type.ts';
import { invariant } from '../../errors/invariant.ts';
import type { NumberValues } from '../../expressions/column-values.ts';
import type { KernelSession } from '../../kernels/kernel-session.ts';
import type { PerKeyContext, PerKeyProgram, ReadValues } from './compile-per-key.ts';
import { valueAt } from './running.ts';

/** Rows [from, to) of the arrays are those of one group. */
export interface GroupRows {
  readonly values: Float64Array;
  readonly isNull?: Uint8Array | undefined;
  readonly from: number;
  readonly to: number;
}

/** A column whose values need all rows of their group. */
export interface WholeGroupProgram {
  readonly type: ColumnType;
  bind(session: KernelSession): {
    /** What each row brings into its group. */
    take(page: PageRange, read: ReadValues): NumberValues;
    /** What only a group's first row brings. */
    takeFirst?(read: ReadValues): NumberValues;
    /** Puts the column's values in place of what the rows of a group have brought. */
    settle(rows: GroupRows, first: number): void;
  };
}

/** Of rows that follow each other, a page holds whole groups; interleaved ones are gathered before the first page. */
export function compileGathered(program: WholeGroupProgram, context: PerKeyContext): PerKeyProgram {
  const { groupBy } = context;
  if (groupBy.layout === 'contiguous') return withinPages(program);
  invariant(groupBy.steps !== undefined, 'normalisation demands the steps of groups that are gathered');
  return gatheredByPasses(program, context.name, groupBy.steps);
}

function withinPages({ type, bind }: WholeGroupProgram): PerKeyProgram {
  return {
    type,
    bind(session) {
      const { take, takeFirst, settle } = bind(session);
      return (page, { ordinals }, read) => {
        const { rowCount } = page;
        const taken = take(page, read);
        const values = taken.values.slice(0, rowCount);
        const isNull = taken.isNull?.slice(0, rowCount);
        const firsts = takeFirst?.(read);
        for (let from = 0; from < rowCount; ) {
          let to = from + 1;
          while (to < rowCount && ordinals[to] !== 0) to++;
          settle({ values, isNull, from, to }, firsts === undefined ? 0 : valueAt(firsts, from));
          from = to;
        }
        return { type: taken.type, values, ...(isNull !== undefined && { isNull }) };
      };
    },
  };
}

/** Bytes of one row of a group that is gathered: a double, and whether it is null. */
export const GATHERED_ROW_BYTES = 9;

/** Step s of slot k at k x steps + s. Every value is taken again before groups are settled again. */
interface Gathered {
  type: NumberValues['type'];
  values: Float64Array;
  isNull: Uint8Array | undefined;
  firsts: Float64Array;
  isSettled: boolean;
}

function gatheredByPasses({ type, bind }: WholeGroupProgram, name: string, steps: number): PerKeyProgram {
  return {
    type,
    bind(session) {
      const { take, takeFirst, settle } = bind(session);
      const none = new Float64Array(0);
      const all: Gathered = { type: 'number', values: none, isNull: undefined, firsts: none, isSettled: false };
      return (page, { ordinals, slots, slotCount }, read) => {
        const { rowCount, keys } = page;
        const placeOf = (row: number) => slots[row]! * steps + ordinals[row]!;
        if (keys?.pass?.isGathering === true && keys.pass.columns.includes(name)) {
          const rows = { placeOf, rowCount };
          gather(all, take(page, read), { ...rows, placeCount: slotCount * steps });
          if (takeFirst !== undefined) gatherFirsts(all, takeFirst(read), { ...rows, slots, ordinals, slotCount });
          return undefined;
        }
        if (!all.isSettled) settleAll(all, settle, { steps, slotCount });
        const values = new Float64Array(rowCount);
        const isNull = all.isNull && new Uint8Array(rowCount);
        for (let i = 0; i < rowCount; i++) values[i] = all.values[placeOf(i)]!;
        if (isNull !== undefined) for (let i = 0; i < rowCount; i++) isNull[i] = all.isNull![placeOf(i)]!;
        return { type: all.type, values, ...(isNull !== undefined && { isNull }) };
      };
    },
  };
}

interface PlacedRows {
  readonly rowCount: number;
  placeOf(row: number): number;
}

function gather(
  all: Gathered,
  { type, values, isNull }: NumberValues,
  { rowCount, placeOf, placeCount }: PlacedRows & { readonly placeCount: number },
): void {
  all.isSettled = false;
  all.type = type;
  if (all.values.length < placeCount) {
    all.values = new Float64Array(placeCount);
    all.isNull = undefined;
  }
  if (isNull !== undefined) all.isNull ??= new Uint8Array(all.values.length);
  for (let i = 0; i < rowCount; i++) all.values[placeOf(i)] = values[i]!;
  if (all.isNull !== undefined) for (let i = 0; i < rowCount; i++) all.isNull[placeOf(i)] = isNull?.[i] ?? 0;
}

interface FirstRows extends PlacedRows {
  readonly ordinals: Float64Array;
  readonly slots: Int32Array;
  readonly slotCount: number;
}

function gatherFirsts(all: Gathered, firsts: NumberValues, { rowCount, ordinals, slots, slotCount }: FirstRows): void {
  if (all.firsts.length < slotCount) all.firsts = new Float64Array(slotCount);
  for (let i = 0; i < rowCount; i++) if (ordinals[i] === 0) all.firsts[slots[i]!] = valueAt(firsts, i);
}

type Settle = ReturnType<WholeGroupProgram['bind']>['settle'];

function settleAll(
  all: Gathered,
  settle: Settle,
  { steps, slotCount }: { readonly steps: number; readonly slotCount: number },
): void {
  const { values, isNull, firsts } = all;
  for (let slot = 0; slot < slotCount; slot++)
    settle({ values, isNull, from: slot * steps, to: (slot + 1) * steps }, firsts[slot] ?? 0);
  all.isSettled = true;
}
