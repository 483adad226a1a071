import type { ColumnGroup } from '../contracts/plan.ts';
import type { GroupProgram } from './column-program.ts';
import { compilePerson } from './compile-person.ts';
import { compileSingle } from './compile-single.ts';
import type { StreamScope } from './stream-scope.ts';

/**
 * The program of one column group. Everything that decides a value is in the arguments; how many rows the table has
 * is not among them. Costs well under a millisecond: tables are built when the program is first bound.
 */
export function compileGroup(group: ColumnGroup, scope: StreamScope): GroupProgram {
  switch (group.kind) {
    case 'single':
      return compileSingle(group.column, group.position, scope);
    case 'entity':
      return compilePerson(group, scope);
  }
}
