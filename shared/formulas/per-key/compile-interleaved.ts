import type { GroupProgram, KeyPass, KeyWindow } from '../../columns/column-program.ts';
import { NOTHING_EARLIER } from '../../columns/earlier-columns.ts';
import { placeKey, type StreamScope } from '../../columns/stream-scope.ts';
import type { KernelSession } from '../../kernels/kernel-session.ts';
import { stateBytes } from './group-state.ts';
import type { KeyPasses } from './key-passes.ts';
import { choosePageWay, type HeldGroups, windowRanges } from './key-windows.ts';

/** Rows that are made at a time for the sake of others: a block of rows that checks draw together. */
const PASS_ROWS = 4_096;
const PASS_ROWS_MIN = 64;
const PASS_BYTES = 4 * 1024 * 1024;

/**
 * A related group, compiled with `passes`, in which rows depend on others that lie `groups` rows apart. A page that goes
 * on where the last one ended finds what its columns carry; for any other page the rows before it are made anew, of all
 * groups or of those alone that the page holds, whichever is less work.
 */
export function compileInterleaved(
  passes: KeyPasses,
  { scope, program }: { readonly scope: StreamScope; readonly program: GroupProgram },
): GroupProgram {
  const { groups, steps = 0 } = passes.groupBy;
  const groupBytes = stateBytes(passes, program.columns);
  const fitting = Math.floor(PASS_BYTES / program.scratchBytesPerRow);
  const rowsMax = Math.max(PASS_ROWS_MIN, Math.min(PASS_ROWS, fitting));
  return {
    ...program,
    // A page may hold as many groups as rows.
    scratchBytesPerRow: program.scratchBytesPerRow + groupBytes,
    scratchBytes: (program.scratchBytes ?? 0) + rowsMax * program.scratchBytesPerRow,
    bind(session, tally) {
      const emit = program.bind(session, tally);
      const readSeed = bindSeedReader(session, scope);
      let held: (HeldGroups & { readonly seed: string }) | undefined;
      const make = (pass: KeyPass, keys: KeyWindow, rows: { rowStart: number; rowEnd: number }) => {
        for (const { rowStart, rowCount } of windowRanges(rows, keys, { groups, rowsMax })) {
          const mark = session.mark();
          const counted = { rowStart, rowEnd: rowStart };
          emit({ rowStart, rowCount, counted, keys: { ...keys, pass } }, NOTHING_EARLIER);
          session.release(mark);
        }
      };
      return (page) => {
        const { rowStart, rowCount } = page;
        if (rowCount === 0) return emit(page, NOTHING_EARLIER);
        const seed = readSeed();
        const { keys, rowFrom, isGathered } = choosePageWay(page, passes, {
          held: held?.seed === seed ? held : undefined,
          groupBytes,
        });
        // What is thrown half-way leaves nothing that another page could go on with.
        held = undefined;
        if (!isGathered) for (const pass of passes.gathering) make(pass, keys, { rowStart: 0, rowEnd: groups * steps });
        if (passes.carrying !== undefined) make(passes.carrying, keys, { rowStart: rowFrom, rowEnd: rowStart });
        const vectors = emit({ ...page, keys }, NOTHING_EARLIER);
        held = { seed, keys, rowNext: rowStart + rowCount };
        return vectors;
      };
    },
  };
}

/** No column of a spec can have such a name. */
const SEED_STREAM = '\u0000groups';

/** Tells by a key of the table's own whether those of another seed have taken their places. */
function bindSeedReader(session: KernelSession, scope: StreamScope): () => string {
  const at = placeKey(session, scope, SEED_STREAM, 'seed');
  return () => {
    const view = session.dataView;
    return `${view.getBigUint64(at, true)} ${view.getBigUint64(at + 8, true)}`;
  };
}
