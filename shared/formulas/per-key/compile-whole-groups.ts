import type { GroupProgram } from '../../columns/column-program.ts';
import { NOTHING_EARLIER } from '../../columns/earlier-columns.ts';
import type { StreamScope } from '../../columns/stream-scope.ts';
import type { GroupOf } from '../../contracts/plan.ts';
import { invariant } from '../../errors/invariant.ts';
import type { KernelSession } from '../../kernels/kernel-session.ts';
import { nestedLeaves } from '../../nested/nested-column.ts';
import { compileOwnedRows } from '../../relations/owned-rows.ts';
import { keepRows } from './keep-rows.ts';

const BLOCK_BYTES = 96;

/**
 * A related group in which rows depend on other rows of the same parent: a page that begins or ends inside a group makes
 * the whole group (at most LIMITS.childrenPerParent rows on either side) and keeps its own rows.
 */
export function compileWholeGroups(
  group: GroupOf<'related'>,
  keyName: string,
  { scope, program }: { readonly scope: StreamScope; readonly program: GroupProgram },
): GroupProgram {
  const owner = group.members.find((member) => member.kind === 'foreign_key' && member.key.name === keyName);
  invariant(owner?.kind === 'foreign_key' && owner.key.rule.name === 'owning', 'normalisation has found the key');
  invariant(owner.children !== undefined, 'planning has counted the children of an owning key');
  const owned = compileOwnedRows(owner.key, owner.key.rule, { scope, children: owner.children });
  const blocks = program.columns.reduce((sum, { nested }) => sum + (nested ? nestedLeaves(nested).length : 1), 0);
  const ownBytes = program.columns.reduce((sum, column) => sum + column.valueBytesMax + 1, 0);
  return {
    columns: program.columns,
    scratchBytesPerRow: program.scratchBytesPerRow + ownBytes,
    scratchBytes:
      (program.scratchBytes ?? 0) +
      owned.scratchBytes +
      2 * owner.children.most * program.scratchBytesPerRow +
      blocks * 2 * BLOCK_BYTES,
    bind(session, tally) {
      const emit = program.bind(session, tally);
      const findGroup = bindFinder(session, owned);
      return (page) => {
        if (page.rowCount === 0) return emit(page, NOTHING_EARLIER);
        const rowStart = findGroup(page.rowStart).start;
        const rowEnd = findGroup(page.rowStart + page.rowCount - 1).end;
        const counted = page.counted ?? { rowStart: page.rowStart, rowEnd: page.rowStart + page.rowCount };
        const vectors = emit({ rowStart, rowCount: rowEnd - rowStart, counted }, NOTHING_EARLIER);
        if (rowEnd - rowStart === page.rowCount) return vectors;
        const kept = { first: page.rowStart - rowStart, rowCount: page.rowCount };
        return vectors.map((vector, index) => keepRows(session, vector, { column: program.columns[index]!, ...kept }));
      };
    },
  };
}

/** The rows of the parent that owns a row. */
function bindFinder(session: KernelSession, owned: ReturnType<typeof compileOwnedRows>) {
  const emit = owned.bind(session);
  const [parents, ordinals, siblings] = [new Float64Array(1), new Float64Array(1), new Float64Array(1)];
  return (row: number): { start: number; end: number } => {
    emit({ rowStart: row, rowCount: 1 }, { parents, ordinals, siblings });
    const start = row - ordinals[0]!;
    return { start, end: start + siblings[0]! };
  };
}
