import { type GroupProgram, HIDDEN } from '../columns/column-program.ts';
import { getEarlier, inheritedName, parentRowsOf, readReals } from '../columns/earlier-columns.ts';
import type { StreamScope } from '../columns/stream-scope.ts';
import type { GroupOf } from '../contracts/plan.ts';
import { programRows } from './emit-rows.ts';

/** A parent's columns at the rows that the key has drawn: null where a row has no parent. */
export function compileInherited(group: GroupOf<'inherited'>, scope: StreamScope): GroupProgram {
  const { key, references, parent_columns: names } = group;
  const lookup = programRows(scope.parents.compileColumns(references, names), { names, hasNulls: true });
  return {
    columns: lookup.columns.map(({ rowText: _text, sequence: _law, ...column }, index) => ({
      ...column,
      name: inheritedName(key, names[index]!),
      position: HIDDEN,
    })),
    scratchBytesPerRow: lookup.scratchBytesPerRow,
    scratchBytes: lookup.scratchBytes,
    bind(session) {
      const emit = lookup.bind(session);
      return ({ rowCount }, earlier) => emit(readReals(session, getEarlier(earlier, parentRowsOf(key)), rowCount));
    },
  };
}
