import type { OutputColumn, PageRange } from '../../columns/column-program.ts';
import type { EarlierColumns } from '../../columns/earlier-columns.ts';
import { bindPresence, joinPresence, type Presence } from '../../columns/presence.ts';
import type { StreamScope } from '../../columns/stream-scope.ts';
import type { Vector } from '../../columns/vector.ts';
import type { ColumnSpec } from '../../contracts/column-spec.ts';
import type { MemberGroup } from '../../contracts/plan.ts';
import { placedColumnsOf } from '../../contracts/plan-columns.ts';
import type { KernelSession } from '../../kernels/kernel-session.ts';
import { bindExpression, compileColumnExpression, type KnownColumns } from '../derived/compile-derived.ts';

type NullableColumn = Pick<ColumnSpec, 'name' | 'null_rate' | 'null_when'>;

/** The columns of members by name, as the spec has them. */
export function nullableColumns(members: readonly MemberGroup[]): Map<string, NullableColumn> {
  return new Map(members.flatMap(placedColumnsOf).map(({ column }) => [column.name, column]));
}

/** The member as it is made before nulls. */
export function withoutNulls(member: MemberGroup): MemberGroup {
  const strip = (column: ColumnSpec): ColumnSpec => {
    const { null_when: _when, ...rest } = column;
    return { ...rest, null_rate: 0 };
  };
  if (member.kind === 'inherited') return member;
  if (member.kind === 'single' || member.kind === 'derived' || member.kind === 'per_key')
    return { ...member, column: strip(member.column) };
  const columns = member.columns.map((placed) => ({ ...placed, column: strip(placed.column) }));
  return { ...member, columns } as MemberGroup;
}

export function withNulls(column: OutputColumn, spec: NullableColumn | undefined): OutputColumn {
  const isNullable = spec !== undefined && (spec.null_rate > 0 || spec.null_when !== undefined);
  return isNullable ? { ...column, isNullable } : column;
}

/** Puts nulls into a finished vector: by chance, and where `null_when` holds on the values before any nulls. */
export type AddNulls = (vector: Vector, page: PageRange, earlier: EarlierColumns) => Vector;

export function bindNulls(
  session: KernelSession,
  column: NullableColumn,
  { scope, known }: { readonly scope: StreamScope; readonly known: KnownColumns },
): AddNulls {
  const byChance = bindPresence(session, scope, column);
  const byRule =
    column.null_when === undefined ? undefined : bindRule(session, column.null_when, { column, scope, known });
  return (vector, page, earlier) => {
    const some = joinPresence(session, vector, { ...byChance(page), page });
    return byRule === undefined ? some : joinPresence(session, some, { ...byRule(page, earlier), page });
  };
}

function bindRule(
  session: KernelSession,
  rule: string,
  { column, scope, known }: { column: NullableColumn; scope: StreamScope; known: KnownColumns },
) {
  const evaluate = bindExpression(session, compileColumnExpression(rule, scope, known), {
    name: `${column.name}/null_when`,
    scope,
    known,
  });
  return (page: PageRange, earlier: EarlierColumns): Presence => {
    const { values, isNull } = evaluate(page, earlier) as { values: Uint8Array; isNull?: Uint8Array };
    const presence = session.allocate(page.rowCount);
    const { bytes } = session;
    let nullCount = 0;
    for (let i = 0; i < page.rowCount; i++) {
      const holds = values[i]! & (isNull === undefined ? 1 : 1 - isNull[i]!);
      bytes[presence + i] = 1 - holds;
      nullCount += holds;
    }
    return { presence, nullCount };
  };
}
