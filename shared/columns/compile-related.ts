import type { GroupOf, MemberGroup } from '../contracts/plan.ts';
import { type GroupProgram, HIDDEN, type OutputColumn } from './column-program.ts';
import type { KnownColumns } from './derived/compile-derived.ts';
import type { EarlierColumn } from './earlier-columns.ts';
import { bindPresence, joinPresence } from './presence.ts';
import type { StreamScope } from './stream-scope.ts';
import type { Vector } from './vector.ts';

const BLOCK_BYTES = 96;

/** Compiles one member; nulls of its columns come last, so it sees columns without a `null_rate`. */
export type CompileMember = (member: MemberGroup, scope: StreamScope, known: KnownColumns) => GroupProgram;

interface ColumnNulls {
  readonly name: string;
  readonly null_rate: number;
}

/**
 * Groups that read each other: made one after the other for the same page, each handed what came before. Order inside a
 * row: keys, groups, derived columns, then nulls, so that no null of one column reaches another.
 */
export function compileRelated(
  group: GroupOf<'related'>,
  scope: StreamScope,
  compileMember: CompileMember,
): GroupProgram {
  const known = new Map<string, OutputColumn>();
  const members = group.members.map((member) => {
    const program = compileMember(withoutNulls(member), scope, known);
    for (const column of program.columns) known.set(column.name, column);
    return program;
  });
  const nulls = new Map(group.members.flatMap(nullsOf).map((column) => [column.name, column]));
  const columns = members.flatMap((member) => member.columns.map((column) => withNulls(column, nulls)));
  return {
    columns,
    scratchBytesPerRow: members.reduce((sum, member) => sum + member.scratchBytesPerRow, columns.length),
    scratchBytes: members.reduce((sum, member) => sum + (member.scratchBytes ?? 0), columns.length * 2 * BLOCK_BYTES),
    bind(session) {
      const emitters = members.map((member) => member.bind(session));
      const presences = columns.map(({ name, position }) => {
        const column = nulls.get(name);
        return column === undefined || position === HIDDEN ? undefined : bindPresence(session, scope, column);
      });
      return (page) => {
        const earlier = new Map<string, EarlierColumn>();
        const vectors: Vector[] = [];
        for (const [index, emit] of emitters.entries()) {
          const made = emit(page, earlier);
          for (const [i, vector] of made.entries()) {
            const output = members[index]!.columns[i]!;
            earlier.set(output.name, { output, vector });
            vectors.push(vector);
          }
        }
        return vectors.map((vector, index) => {
          const presence = presences[index]?.(page);
          return presence === undefined ? vector : joinPresence(session, vector, { ...presence, page });
        });
      };
    },
  };
}

function withNulls(column: OutputColumn, nulls: ReadonlyMap<string, ColumnNulls>): OutputColumn {
  return (nulls.get(column.name)?.null_rate ?? 0) > 0 ? { ...column, isNullable: true } : column;
}

function nullsOf(member: MemberGroup): ColumnNulls[] {
  switch (member.kind) {
    case 'single':
    case 'derived':
      return [member.column];
    case 'entity':
    case 'foreign_key':
      return member.columns.map(({ column }) => column);
    case 'inherited':
      return [];
  }
}

function withoutNulls(member: MemberGroup): MemberGroup {
  switch (member.kind) {
    case 'single':
    case 'derived':
      return { ...member, column: { ...member.column, null_rate: 0 } };
    case 'entity':
      return {
        ...member,
        columns: member.columns.map((placed) => ({ ...placed, column: { ...placed.column, null_rate: 0 } })),
      };
    case 'foreign_key':
      return {
        ...member,
        columns: member.columns.map((placed) => ({ ...placed, column: { ...placed.column, null_rate: 0 } })),
      };
    case 'inherited':
      return member;
  }
}
