import { type GroupProgram, HIDDEN, type OutputColumn, type PageRange } from '../columns/column-program.ts';
import { type EarlierColumns, getEarlier, ordinalsOf, parentRowsOf, readReals } from '../columns/earlier-columns.ts';
import { placeKey, type StreamScope } from '../columns/stream-scope.ts';
import type { Vector } from '../columns/vector.ts';
import type { GroupOf } from '../contracts/plan.ts';
import { invariant } from '../errors/invariant.ts';
import type { KernelSession } from '../kernels/kernel-session.ts';
import { bindDrawnParents, bindEarlierRows, bindOrphans, DRAW_BYTES_PER_ROW } from './drawn-parents.ts';
import { programRows } from './emit-rows.ts';
import { linksMadeBy } from './member-columns.ts';
import { compileOwnedRows, type OwnedRowsProgram } from './owned-rows.ts';
import { ownerBijection } from './owner-bijection.ts';

type KeyGroup = GroupOf<'foreign_key'>;

const F64_BYTES = 8;
/** Alignment and slack of a block, times those that one link or column takes, and those that drawing takes. */
const BLOCK_BYTES = 96;
const DRAW_BLOCKS = 4;

/**
 * The columns of a foreign key: which parent each row has, then that parent's key. Leaves the parents' rows to later
 * groups, and for an owning key each row's place among its siblings.
 */
export function compileForeignKey(group: KeyGroup, scope: StreamScope): GroupProgram {
  const { key, columns } = group;
  const parentNames = columns.map(({ parent_column }) => parent_column);
  const lookup = programRows(scope.parents.compileColumns(key.references, parentNames), {
    names: parentNames,
    hasNulls: hasOrphans(group),
  });
  const owned =
    key.rule.name === 'owning' && group.children !== undefined
      ? compileOwnedRows(key, key.rule, { scope, children: group.children })
      : undefined;
  const links = linkColumns(group);
  return {
    columns: [...links, ...columns.map((placed, index) => keyColumn(placed, lookup.columns[index]!, group))],
    scratchBytesPerRow: links.length * F64_BYTES + DRAW_BYTES_PER_ROW + lookup.scratchBytesPerRow + columns.length,
    scratchBytes:
      lookup.scratchBytes +
      (owned?.scratchBytes ?? 0) +
      (2 * (links.length + columns.length) + DRAW_BLOCKS) * BLOCK_BYTES,
    bind(session) {
      const emitKeys = lookup.bind(session);
      const emitLinks = bindLinks(session, group, { scope, owned });
      return (page, earlier) => {
        const made = links.map(() => session.allocate(page.rowCount * F64_BYTES));
        const arrays = made.map((at) => new Float64Array(session.bytes.buffer, at, page.rowCount));
        emitLinks(page, arrays, earlier);
        const linkVectors = made.map(
          (values): Vector => ({ layout: 'f64', values, byteLength: page.rowCount * F64_BYTES, nullCount: 0 }),
        );
        return [...linkVectors, ...emitKeys(arrays[0]!)];
      };
    },
  };
}

function hasOrphans({ key }: KeyGroup): boolean {
  return key.optional > 0 || key.rule.name === 'earlier_row';
}

/** Parent rows first; place and number of siblings where the key owns its rows. */
function linkColumns(group: KeyGroup): OutputColumn[] {
  return linksMadeBy(group).map((name) => ({
    name,
    kind: 'foreign_key',
    position: HIDDEN,
    type: { name: 'float64' },
    layout: 'f64',
    isNullable: false,
    isDeltaFriendly: false,
    valueBytesMax: F64_BYTES,
  }));
}

/** The parent's column under the child's name. Keys that own their rows rise, as the parent's do. */
function keyColumn(
  { column, position }: KeyGroup['columns'][number],
  parent: OutputColumn,
  { key }: KeyGroup,
): OutputColumn {
  const { rowText: _text, sequence: _law, ...values } = parent;
  return {
    ...values,
    name: column.name,
    kind: column.kind,
    position: position ?? HIDDEN,
    isDeltaFriendly: parent.isDeltaFriendly && key.rule.name === 'owning' && !parent.isNullable,
  };
}

type EmitLinks = (page: PageRange, out: readonly Float64Array[], earlier: EarlierColumns) => void;

function bindLinks(
  session: KernelSession,
  group: KeyGroup,
  { scope, owned }: { scope: StreamScope; owned: OwnedRowsProgram | undefined },
): EmitLinks {
  const { key } = group;
  const parents = scope.parents.numRecords(key.references);
  const dropOrphans = bindOrphans(session, key, scope);
  switch (key.rule.name) {
    case 'owning': {
      invariant(owned !== undefined, 'planning has counted the children of an owning key');
      const emit = owned.bind(session);
      return (page, [parentRows, ordinals, siblings]) =>
        emit(page, { parents: parentRows!, ordinals: ordinals!, siblings: siblings! });
    }
    case 'drawn': {
      const draw = bindDrawnParents(session, key, { scope, choose: key.rule.choose, parents });
      return (page, [out]) => {
        draw(page, out!);
        dropOrphans(page, out!);
      };
    }
    case 'earlier_row': {
      const draw = bindEarlierRows(session, key, scope);
      return (page, [out]) => {
        draw(page, out!);
        dropOrphans(page, out!);
      };
    }
    case 'unique_within_owner': {
      const { owner } = group;
      invariant(owner !== undefined, 'planning has named the owning key');
      const stream = placeKey(session, scope, key.name, 'parent');
      return ({ rowCount, rowStart }, [out], earlier) => {
        if (parents === 0) return out!.fill(-1);
        const choose = ownerBijection(session, stream, parents);
        const owners = readReals(session, getEarlier(earlier, parentRowsOf(owner)), rowCount);
        const ordinals = readReals(session, getEarlier(earlier, ordinalsOf(owner)), rowCount);
        for (let i = 0; i < rowCount; i++) out![i] = choose(owners[i]!, ordinals[i]!);
        dropOrphans({ rowCount, rowStart }, out!);
      };
    }
  }
}
