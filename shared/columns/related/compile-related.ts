import type { GroupOf, MemberGroup } from '../../contracts/plan.ts';
import type { Address } from '../../kernels/kernels.ts';
import { type GroupProgram, HIDDEN, type OutputColumn } from '../column-program.ts';
import type { KnownColumns } from '../derived/compile-derived.ts';
import type { PlacedKey, StreamScope } from '../stream-scope.ts';
import { createAttemptKeys } from './attempt-keys.ts';
import { bindCheck } from './bind-check.ts';
import { checkedMembers } from './checked-members.ts';
import { type BoundMember, makeMembers } from './make-members.ts';
import { type Redraw, redrawRows } from './redraw.ts';
import { bindNulls, nullableColumns, withNulls, withoutNulls } from './related-nulls.ts';

const BLOCK_BYTES = 96;

/** Compiles one member; nulls of its columns come last, so it sees columns without any. */
export type CompileMember = (member: MemberGroup, scope: StreamScope, known: KnownColumns) => GroupProgram;

/**
 * Groups that read each other: made one after the other for the same page, each handed what came before. Order inside a
 * row: keys, groups, derived columns, checks, then nulls, so that no null of one column reaches another.
 */
export function compileRelated(
  group: GroupOf<'related'>,
  scope: StreamScope,
  compileMember: CompileMember,
): GroupProgram {
  const known = new Map<string, OutputColumn>();
  let placed: PlacedKey[] = [];
  const onKey = (key: PlacedKey): void => {
    placed.push(key);
    scope.onKey?.(key);
  };
  const members = group.members.map((member) => {
    const program = compileMember(withoutNulls(member), { ...scope, onKey }, known);
    for (const column of program.columns) known.set(column.name, column);
    return program;
  });
  const specs = nullableColumns(group.members);
  const made = members.flatMap((member) => member.columns);
  const checks = group.checks ?? [];
  const { needed, redrawn, late } = checkedMembers(group);
  const perRow = members.reduce((sum, member) => sum + member.scratchBytesPerRow, 2 * made.length);
  const checkFactor = checks.length === 0 ? 1 : 3;
  return {
    columns: made.map((column) => withNulls(column, specs.get(column.name))),
    scratchBytesPerRow: perRow * checkFactor,
    scratchBytes: members.reduce((sum, member) => sum + (member.scratchBytes ?? 0), made.length * 4 * BLOCK_BYTES),
    bind(session) {
      const redrawnKeys: Address[] = [];
      const bound = members.map((member, index): BoundMember => {
        placed = [];
        const emit = member.bind(session);
        if (redrawn.has(group.members[index]!)) redrawnKeys.push(...placed.map(({ address }) => address));
        return { columns: member.columns, emit };
      });
      const these = (set: ReadonlySet<MemberGroup>) => bound.filter((_, index) => set.has(group.members[index]!));
      const last = these(late);
      const early = bound.filter((_, index) => !late.has(group.members[index]!));
      const redraw: Redraw = {
        tableName: scope.tableName,
        checks: checks.map((check) => bindCheck(session, check, { scope, known })),
        members: these(needed),
        redrawn: these(redrawn).flatMap(({ columns }) => columns),
        keys: createAttemptKeys(session, redrawnKeys),
        onRejected: (check, draws) => scope.onRejected?.(check, draws),
      };
      const nulls = made.map(({ name, position }) => {
        const spec = specs.get(name);
        return spec === undefined || position === HIDDEN ? undefined : bindNulls(session, spec, { scope, known });
      });
      return (page) => {
        const earlier = makeMembers(page, early);
        if (checks.length > 0) redrawRows(session, page, { earlier, redraw });
        makeMembers(page, last, earlier);
        return made.map(({ name }, index) => {
          const { vector } = earlier.get(name)!;
          return nulls[index]?.(vector, page, earlier) ?? vector;
        });
      };
    },
  };
}
