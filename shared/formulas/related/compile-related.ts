import {
  type GroupProgram,
  HIDDEN,
  type KeyPass,
  type OutputColumn,
  type PageRange,
  type TallyCheck,
} from '../../columns/column-program.ts';
import type { EarlierColumn } from '../../columns/earlier-columns.ts';
import type { PlacedKey, StreamScope } from '../../columns/stream-scope.ts';
import type { ColumnSpec } from '../../contracts/column-spec.ts';
import type { GroupOf, MemberGroup } from '../../contracts/plan.ts';
import { holdsRow } from '../../expressions/list-references.ts';
import type { KernelSession } from '../../kernels/kernel-session.ts';
import type { Address } from '../../kernels/kernels.ts';
import { columnsReadBy } from '../../relations/member-columns.ts';
import type { KnownColumns } from '../derived/compile-derived.ts';
import { createAttemptKeys } from './attempt-keys.ts';
import { bindCheck } from './bind-check.ts';
import { type CheckSet, checkedMembers } from './checked-members.ts';
import { bindCheckedMembers } from './make-checked.ts';
import { type BoundMember, makeMembers } from './make-members.ts';
import { onlyNeededForValues } from './only-needed.ts';
import { BLOCK_ROWS, type Redraw } from './redraw.ts';
import { bindNulls, nullableColumns, withNulls, withoutNulls } from './related-nulls.ts';

const BLOCK_BYTES = 96;

/** Compiles one member; nulls of its columns come last, so it sees columns without any. */
export type CompileMember = (member: MemberGroup, scope: StreamScope, known: KnownColumns) => GroupProgram;

export interface RelatedOptions {
  readonly compileMember: CompileMember;
  /** What pages may be made for besides their rows; from such a page no vectors come back. */
  readonly passes?: readonly KeyPass[];
}

/**
 * Groups that read each other: made one after the other for the same page, each handed what came before. Order inside a
 * row: keys, groups, derived columns, checks, then nulls, so that no null of one column reaches another.
 */
export function compileRelated(
  group: GroupOf<'related'>,
  scope: StreamScope,
  { compileMember, passes = [] }: RelatedOptions,
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
  const hasChecks = checkedMembers(group).sets.length > 0;
  return {
    columns: made.map((column) => withNulls(column, specs.get(column.name))),
    ...scratchOf(members, made.length, hasChecks),
    ...(hasChecks && { blockRows: BLOCK_ROWS }),
    bind(session, tally = () => {}) {
      const keys = new Map<MemberGroup, Address[]>();
      const bound = new Map<MemberGroup, BoundMember>();
      for (const [index, member] of group.members.entries()) {
        placed = [];
        const { columns } = members[index]!;
        bound.set(member, { columns, emit: members[index]!.bind(session) });
        keys.set(
          member,
          placed.map(({ address }) => address),
        );
      }
      const surroundings = { bound, keys, scope, known, tally };
      const makeAll = bindMembers(session, group, surroundings);
      const makePass = new Map(
        passes.map((pass) => [pass, bindMembers(session, onlyNeededForValues(group, pass.columns), surroundings)]),
      );
      const nulls = bindAllNulls(session, made, { specs, scope, known });
      return (page) => {
        if (page.keys?.pass !== undefined) {
          makePass.get(page.keys.pass)!(page);
          return [];
        }
        const earlier = makeAll(page);
        return made.map(({ name }, index) => {
          const { vector } = earlier.get(name)!;
          return nulls[index]?.(vector, page, earlier) ?? vector;
        });
      };
    },
  };
}

/** With checks: the page, what replaces it and what is cut out of it, and a block of rows before it and of draws. */
function scratchOf(members: readonly GroupProgram[], columnCount: number, hasChecks: boolean) {
  const perRow = members.reduce((sum, member) => sum + member.scratchBytesPerRow, 2 * columnCount);
  const fixed = members.reduce((sum, member) => sum + (member.scratchBytes ?? 0), columnCount * 4 * BLOCK_BYTES);
  if (!hasChecks) return { scratchBytesPerRow: perRow, scratchBytes: fixed };
  return { scratchBytesPerRow: perRow * 3, scratchBytes: 3 * fixed + perRow * 4 * BLOCK_ROWS };
}

interface Surroundings {
  readonly bound: ReadonlyMap<MemberGroup, BoundMember>;
  /** Where the keys of each member's streams lie. */
  readonly keys: ReadonlyMap<MemberGroup, readonly Address[]>;
  readonly scope: StreamScope;
  readonly known: KnownColumns;
}

/** All members of a page, before nulls: those that no check touches, those that checks need, and those that read these. */
function bindMembers(
  session: KernelSession,
  group: GroupOf<'related'>,
  { tally, ...surroundings }: Surroundings & { readonly tally: TallyCheck },
): (page: PageRange) => Map<string, EarlierColumn> {
  const { sets, needed, late } = checkedMembers(group);
  const these = (isOne: (member: MemberGroup) => boolean) =>
    group.members.filter(isOne).map((member) => surroundings.bound.get(member)!);
  const free = these((member) => !needed.has(member) && !late.has(member));
  const last = these((member) => late.has(member));
  const makeChecked = bindCheckedMembers(session, {
    members: these((member) => needed.has(member)),
    redraws: sets.map((set) => bindRedraw(session, set, surroundings)),
    tally,
  });
  return (page) => makeMembers(page, last, makeMembers(page, free, makeChecked(page)));
}

function bindRedraw(
  session: KernelSession,
  { checks, needed, redrawn }: CheckSet,
  { bound, keys, scope, known }: Surroundings,
): Redraw {
  const changing = new Set(redrawn.flatMap((member) => bound.get(member)!.columns).map(({ name }) => name));
  const read = new Set([...checks.flatMap(({ reads }) => reads), ...redrawn.flatMap(columnsReadBy)]);
  const made = needed.flatMap((member) => bound.get(member)!.columns);
  return {
    tableName: scope.tableName,
    checks: checks.map((check) => bindCheck(session, check, { scope, known })),
    redrawn: redrawn.map((member) => bound.get(member)!),
    readsRows: redrawn.some(({ kind }) => kind === 'derived') || checks.some(({ check }) => holdsRow(check)),
    fixed: made.filter(({ name }) => read.has(name) && !changing.has(name)),
    keys: createAttemptKeys(
      session,
      redrawn.flatMap((member) => keys.get(member)!),
    ),
  };
}

interface Nullable {
  readonly specs: ReadonlyMap<string, Pick<ColumnSpec, 'name' | 'null_rate' | 'null_when'>>;
  readonly scope: StreamScope;
  readonly known: KnownColumns;
}

/** Hidden columns have none: nobody would see them. */
function bindAllNulls(session: KernelSession, made: readonly OutputColumn[], { specs, scope, known }: Nullable) {
  return made.map(({ name, position }) => {
    const spec = specs.get(name);
    return spec === undefined || position === HIDDEN ? undefined : bindNulls(session, spec, { scope, known });
  });
}
