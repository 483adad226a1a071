import type { ColumnGroup, GroupOf, MemberGroup } from '../contracts/plan.ts';
import type { GroupProgram } from './column-program.ts';
import { compileCorrelated } from './compile-correlated.ts';
import { compileForeignKey } from './compile-foreign-key.ts';
import { compileInherited } from './compile-inherited.ts';
import { compilePerson } from './compile-person.ts';
import { compileSingle } from './compile-single.ts';
import { compileDerived, type KnownColumns } from './derived/compile-derived.ts';
import { compileJson, type PlacedJsonColumn } from './nested/compile-json.ts';
import { compileRelated } from './related/compile-related.ts';
import type { StreamScope } from './stream-scope.ts';

/**
 * The program of one column group. Everything that decides a value is in the arguments; how many rows the table has
 * is not among them. Costs well under a millisecond: tables are built when the program is first bound.
 */
export function compileGroup(group: ColumnGroup, scope: StreamScope): GroupProgram {
  return group.kind === 'related'
    ? compileRelated(group, scope, compileMember)
    : compileMember(group, scope, new Map());
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
      return compileDerived(member, scope, known);
  }
}

function isJson(member: GroupOf<'single'>): member is GroupOf<'single'> & PlacedJsonColumn {
  return member.column.kind === 'json';
}
