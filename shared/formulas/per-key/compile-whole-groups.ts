import type { GroupProgram, OutputColumn } from '../../columns/column-program.ts';
import { NOTHING_EARLIER } from '../../columns/earlier-columns.ts';
import { startGathering } from '../../columns/gather-vector.ts';
import type { StreamScope } from '../../columns/stream-scope.ts';
import { LAYOUT_BYTES } from '../../columns/value-program.ts';
import type { Vector } from '../../columns/vector.ts';
import type { GroupOf } from '../../contracts/plan.ts';
import { invariant } from '../../errors/invariant.ts';
import type { KernelSession } from '../../kernels/kernel-session.ts';
import { compileOwnedRows } from '../../relations/owned-rows.ts';

const BLOCK_BYTES = 96;
const LENGTH_BYTES = 4;

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
  const ownBytes = program.columns.reduce((sum, column) => sum + column.valueBytesMax + 1, 0);
  return {
    columns: program.columns,
    scratchBytesPerRow: program.scratchBytesPerRow + ownBytes,
    scratchBytes:
      (program.scratchBytes ?? 0) +
      owned.scratchBytes +
      2 * owner.children.most * program.scratchBytesPerRow +
      program.columns.length * 2 * BLOCK_BYTES,
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

interface KeptRows {
  readonly column: OutputColumn;
  /** Rows of the vector before those that are kept. */
  readonly first: number;
  readonly rowCount: number;
}

/** Where they lie, but for bits that begin inside a byte. */
function keepRows(session: KernelSession, vector: Vector, kept: KeptRows): Vector {
  const { first, rowCount } = kept;
  if (vector.layout === 'nested' || (vector.layout === 'bits' && first % 8 !== 0))
    return copyRows(session, vector, kept);
  const [start, byteLength] = bytesOf(session, vector, kept);
  const values = vector.values + start;
  if (vector.presence === undefined || vector.nullCount === 0)
    return { layout: vector.layout, values, byteLength, nullCount: 0 };
  const presence = vector.presence + first;
  const { bytes } = session;
  let nullCount = rowCount;
  for (let i = presence; i < presence + rowCount; i++) nullCount -= bytes[i]!;
  return { layout: vector.layout, values, byteLength, presence, nullCount };
}

/** Where the rows begin, relative to the vector's values, and how many bytes they take. */
function bytesOf(
  { dataView }: KernelSession,
  { layout, values }: Vector,
  { first, rowCount }: KeptRows,
): [start: number, byteLength: number] {
  if (layout === 'bits') return [first / 8, Math.ceil(rowCount / 8)];
  if (layout !== 'text') {
    const width = LAYOUT_BYTES[layout as keyof typeof LAYOUT_BYTES];
    return [first * width, rowCount * width];
  }
  const skip = (from: number, rows: number): number => {
    let at = from;
    for (let row = 0; row < rows; row++) at += LENGTH_BYTES + dataView.getUint32(at, true);
    return at;
  };
  const start = skip(values, first);
  return [start - values, skip(start, rowCount) - start];
}

function copyRows(session: KernelSession, vector: Vector, { column, first, rowCount }: KeptRows): Vector {
  const { layout, valueBytesMax, isNullable } = column;
  const kept = startGathering(session, { layout, rowCount, valueBytesMax, isNullable });
  const indexes = new Int32Array(rowCount);
  for (let i = 0; i < rowCount; i++) indexes[i] = first + i;
  kept.append(vector, indexes, 0, rowCount);
  return kept.finish();
}
