import type { PageRange, TallyCheck } from '../../columns/column-program.ts';
import type { EarlierColumn } from '../../columns/earlier-columns.ts';
import { startGathering } from '../../columns/gather-vector.ts';
import type { KernelSession } from '../../kernels/kernel-session.ts';
import type { CountedRows } from './judge.ts';
import { type BoundMember, makeMembers } from './make-members.ts';
import { BLOCK_ROWS, type Redraw, redrawRows } from './redraw.ts';

export interface CheckedRows {
  /** All that checks need, in order. */
  readonly members: readonly BoundMember[];
  readonly redraws: readonly Redraw[];
  readonly tally: TallyCheck;
}

/**
 * What checks need, for a page, with rows for which all of them hold. A page that begins inside a block is made from the
 * block's first row on, and then cut out.
 */
export function bindCheckedMembers(
  session: KernelSession,
  { members, redraws, tally }: CheckedRows,
): (page: PageRange) => Map<string, EarlierColumn> {
  const make = (range: PageRange, page: PageRange) => {
    const earlier = makeMembers(range, members);
    const counted = countedRows(range, page);
    for (const redraw of redraws) redrawRows(session, range, { earlier, redraw, tally, counted });
    return earlier;
  };
  return (page) => {
    const before = page.rowStart % BLOCK_ROWS;
    if (before === 0 || redraws.length === 0) return make(page, page);
    const columns = members.flatMap((member) => member.columns);
    const targets = columns.map((column) => startGathering(session, { ...column, rowCount: page.rowCount }));
    const mark = session.mark();
    const earlier = make({ rowStart: page.rowStart - before, rowCount: page.rowCount + before }, page);
    const indexes = new Int32Array(page.rowCount);
    for (let i = 0; i < indexes.length; i++) indexes[i] = before + i;
    const cut = new Map<string, EarlierColumn>();
    for (const [index, output] of columns.entries()) {
      const target = targets[index]!;
      target.append(earlier.get(output.name)!.vector, indexes, 0, page.rowCount);
      cut.set(output.name, { output, vector: target.finish() });
    }
    session.release(mark);
    return cut;
  };
}

/** Which rows of the range the page counts, from the range's first row on. */
function countedRows({ rowStart }: PageRange, page: PageRange): CountedRows {
  const { counted = { rowStart: page.rowStart, rowEnd: page.rowStart + page.rowCount } } = page;
  return { from: counted.rowStart - rowStart, to: counted.rowEnd - rowStart };
}
