import type { ColumnGroup, GroupOf, MemberGroup } from '../contracts/plan.ts';
import type { GroupProgram } from './column-program.ts';
import { compileCorrelated } from './compile-correlated.ts';
import { compileForeignKey } from './compile-foreign-key.ts';
import { compileInherited } from './compile-inherited.ts';
import { compilePerson } from './compile-person.ts';
import { compileSingle } from './compile-single.ts';
import { compileComposed } from './derived/compile-composed.ts';
import { compileDerived, type KnownColumns } from './derived/compile-derived.ts';
import { compileHashOf } from './derived/compile-hash-of.ts';
import { compileUuidFromTime } from './derived/compile-uuid-from-time.ts';
import { compileJson, type PlacedJsonColumn } from './nested/compile-json.ts';
import { compilePerKey } from './per-key/compile-per-key.ts';
import { compileWholeGroups } from './per-key/compile-whole-groups.ts';
import { compileRelated } from './related/compile-related.ts';
import type { StreamScope } from './stream-scope.ts';

/**
 * The program of one column group. Everything that decides a value is in the arguments; how many rows the table has
 * is not among them. Costs well under a millisecond: tables are built when the program is first bound.
 */
export function compileGroup(group: ColumnGroup, scope: StreamScope): GroupProgram {
  if (group.kind !== 'related') return compileMember(group, scope, new Map());
  const program = compileRelated(group, scope, compileMember);
  const key = contiguousKey(group);
  return key === undefined ? program : compileWholeGroups(group, key, { scope, program });
}

/** The key whose rows must be made together, where some column depends on the rows beside it. */
function contiguousKey({ members }: GroupOf<'related'>): string | undefined {
  for (const member of members)
    if (member.kind === 'per_key' && member.group_by.layout === 'contiguous') return member.group_by.key;
  return undefined;
}

function compileMember(member: MemberGroup, scope: StreamScope, known: KnownColumns): GroupProgram {
  switch (member.kind) {
    case 'single':
      return isJson(member) ? compileJson(member, scope) : compileSingle(member, scope);
    case 'entity':
      return compilePerson(member, scope);
    case 'foreign_key':
      return compileForeignKey(member, scope);
    case 'inherited':
      return compileInherited(member, scope);
    case 'correlated':
      return compileCorrelated(member, scope);
    case 'derived':
      return compileFromColumns(member, scope, known);
    case 'per_key':
      return compilePerKey(member, scope, known);
  }
}

/** Columns that are made of others of their row, by what they make of them. */
function compileFromColumns(member: GroupOf<'derived'>, scope: StreamScope, known: KnownColumns): GroupProgram {
  switch (member.column.kind) {
    case 'template':
      return compileComposed(member, known);
    case 'uuid':
      return compileUuidFromTime(member, scope, known);
    case 'hash':
      return compileHashOf(member, scope, known);
    default:
      return compileDerived(member, scope, known);
  }
}

function isJson(member: GroupOf<'single'>): member is GroupOf<'single'> & PlacedJsonColumn {
  return member.column.kind === 'json';
}
