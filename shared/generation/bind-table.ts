import { type GroupProgram, HIDDEN, type PageRange, type TallyCheck } from '../columns/column-program.ts';
import { NOTHING_EARLIER } from '../columns/earlier-columns.ts';
import type { Vector } from '../columns/vector.ts';
import { type CheckCount, sumCheckCounts } from '../contracts/check-count.ts';
import type { KernelSession } from '../kernels/kernel-session.ts';
import type { BoundTable, TableProgram } from './table-program.ts';

/** Alignment and slack of every scratch block, times the blocks that one column takes at most. */
const BLOCK_BYTES_PER_COLUMN = 8 * 96;
/** What an encoder may allocate beside a page of all columns: as much again as the widest one, and a little. */
const ENCODER_BYTES_PER_ROW = 16;
const ENCODER_BYTES = 65_536;

/**
 * Places a table's keys and tables in a session that holds nothing else, and reserves scratch for one page of all
 * columns plus the encoder's own needs. Forgets whatever the session held before.
 */
export function bindTable(program: TableProgram, session: KernelSession): BoundTable {
  session.reset();
  let counts: CheckCount[] = program.checks.map((name) => ({ name, draws: 0, rejections: 0 }));
  const tally: TallyCheck = (name, count) => {
    counts = sumCheckCounts([...counts, { name, ...count }]);
  };
  const groups = program.groups.map((group) => bindGroup(group, session, tally));
  session.reserveScratch(scratchBytes(program));
  return {
    program,
    session,
    groups,
    emitPage(page: PageRange): Vector[] {
      session.releaseAll();
      const vectors: Vector[] = [];
      for (const { columns, emit } of groups)
        for (const [index, vector] of emit(page).entries()) vectors[columns[index]?.position ?? 0] = vector;
      return vectors;
    },
    ...(program.checks.length > 0 && {
      takeCheckCounts() {
        const taken = counts;
        counts = taken.map(({ name }) => ({ name, draws: 0, rejections: 0 }));
        return taken;
      },
    }),
  };
}

/** Only what the output holds leaves a group. */
function bindGroup(group: GroupProgram, session: KernelSession, tally: TallyCheck): BoundTable['groups'][number] {
  const emit = group.bind(session, tally);
  const columns = group.columns.filter(({ position }) => position !== HIDDEN);
  if (columns.length === group.columns.length) return { columns, emit: (page) => emit(page, NOTHING_EARLIER) };
  const isShown = group.columns.map(({ position }) => position !== HIDDEN);
  return { columns, emit: (page) => emit(page, NOTHING_EARLIER).filter((_, index) => isShown[index]) };
}

function scratchBytes({ columns, pageRows, scratchBytesPerRow, scratchBytes: fixed }: TableProgram): number {
  const widest = columns.reduce((width, column) => Math.max(width, column.valueBytesMax), 0);
  const perRow = scratchBytesPerRow + widest + ENCODER_BYTES_PER_ROW;
  return pageRows * perRow + fixed + columns.length * BLOCK_BYTES_PER_COLUMN + ENCODER_BYTES;
}
