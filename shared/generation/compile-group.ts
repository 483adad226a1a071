import type { GroupProgram } from '../columns/column-program.ts';
import type { StreamScope } from '../columns/stream-scope.ts';
import type { ColumnGroup, GroupOf, MemberGroup } from '../contracts/plan.ts';
import { compileComposed } from '../formulas/derived/compile-composed.ts';
import { compileDerived, type KnownColumns } from '../formulas/derived/compile-derived.ts';
import { compileHashOf } from '../formulas/derived/compile-hash-of.ts';
import { compileUuidFromTime } from '../formulas/derived/compile-uuid-from-time.ts';
import { compileInterleaved } from '../formulas/per-key/compile-interleaved.ts';
import { compilePerKey } from '../formulas/per-key/compile-per-key.ts';
import { compileWholeGroups } from '../formulas/per-key/compile-whole-groups.ts';
import { listKeyPasses } from '../formulas/per-key/key-passes.ts';
import { compileRelated } from '../formulas/related/compile-related.ts';
import { compileCorrelated } from '../kinds/compile-correlated.ts';
import { compilePerson } from '../kinds/compile-person.ts';
import { compileSingle } from '../kinds/compile-single.ts';
import { compileJson, type PlacedJsonColumn } from '../nested/compile-json.ts';
import { compileForeignKey } from '../relations/compile-foreign-key.ts';
import { compileInherited } from '../relations/compile-inherited.ts';

/**
 * The program of one column group. Everything that decides a value is in the arguments; how many rows the table has
 * is not among them. Costs well under a millisecond: tables are built when the program is first bound.
 */
export function compileGroup(group: ColumnGroup, scope: StreamScope): GroupProgram {
  if (group.kind !== 'related') return compileMember(group, scope, new Map());
  const passes = listKeyPasses(group);
  if (passes !== undefined) {
    const { gathering, carrying } = passes;
    const listed = [...gathering, ...(carrying === undefined ? [] : [carrying])];
    const program = compileRelated(group, scope, { compileMember, passes: listed });
    return compileInterleaved(passes, { scope, program });
  }
  const program = compileRelated(group, scope, { compileMember });
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
