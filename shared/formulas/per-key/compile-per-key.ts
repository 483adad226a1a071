import { type GroupProgram, HIDDEN, type OutputColumn, type PageRange } from '../../columns/column-program.ts';
import type { ColumnType } from '../../columns/column-type.ts';
import { getEarlier, isLink } from '../../columns/earlier-columns.ts';
import type { StreamScope } from '../../columns/stream-scope.ts';
import type { ColumnSpec } from '../../contracts/column-spec.ts';
import type { PerKeyKind } from '../../contracts/per-key.ts';
import type { GroupOf } from '../../contracts/plan.ts';
import type { ColumnValues } from '../../expressions/column-values.ts';
import type { KernelSession } from '../../kernels/kernel-session.ts';
import type { KnownColumns } from '../derived/compile-derived.ts';
import { derivedLayout } from '../derived/derived-type.ts';
import { createColumnReader } from '../derived/read-column-values.ts';
import { DERIVED_TEXT_BYTES } from '../derived/text-width.ts';
import { createColumnWriter } from '../derived/write-column-values.ts';
import { compileEventTime } from './event-time.ts';
import { type KeyGroups, readKeyGroups } from './key-groups.ts';
import { compileLag } from './lag.ts';
import { compileMarkov } from './markov.ts';
import { compileGroupNumber, compileOrdinal } from './ordinal.ts';
import { compileRunning } from './running.ts';
import { compileShareOf } from './share-of.ts';
import { compileSorted } from './sorted.ts';

/** Values of one column for whole groups of rows. */
export interface PerKeyProgram {
  readonly type: ColumnType;
  bind(session: KernelSession): (page: PageRange, groups: KeyGroups, read: ReadValues) => ColumnValues;
}

/** The values of a column that the program reads, by the name that its members give. */
export type ReadValues = (name: string) => ColumnValues;

/** What a kind's compiler is told. */
export interface PerKeyContext {
  readonly name: string;
  readonly scope: StreamScope;
  readonly known: KnownColumns;
}

export type PerKeySpec<Kind extends PerKeyKind> = Extract<ColumnSpec, { kind: Kind }>;
type Compile<Kind extends PerKeyKind> = (spec: PerKeySpec<Kind>, context: PerKeyContext) => PerKeyProgram;

const COMPILERS: { readonly [Kind in PerKeyKind]: Compile<Kind> } = {
  ordinal: compileOrdinal,
  group: compileGroupNumber,
  running: compileRunning,
  lag: compileLag,
  sorted: compileSorted,
  markov: compileMarkov,
  event_time: compileEventTime,
  share_of: compileShareOf,
};

const WIDTHS = { i32: 4, i64: 8, f32: 4, f64: 8, bits: 1, text: DERIVED_TEXT_BYTES + 4 } as const;
/** Draws of a page, while they are made. */
const DRAW_BYTES = 8;

/** A column whose values depend on the other rows of its group. Pages hold whole groups, or groups that need no others. */
export function compilePerKey(group: GroupOf<'per_key'>, scope: StreamScope, known: KnownColumns): GroupProgram {
  const { column, position, group_by: groupBy, reads } = group;
  const spec = column as PerKeySpec<PerKeyKind>;
  const program = (COMPILERS[spec.kind] as Compile<PerKeyKind>)(spec, { name: column.name, scope, known });
  const layout = derivedLayout(program.type);
  const output: OutputColumn = {
    name: column.name,
    kind: column.kind,
    position: position ?? HIDDEN,
    type: program.type,
    layout,
    isNullable: column.kind === 'lag' || reads.some((name) => !isLink(name) && known.get(name)?.isNullable === true),
    isDeltaFriendly: column.kind === 'event_time',
    valueBytesMax: WIDTHS[layout],
  };
  return {
    columns: [output],
    scratchBytesPerRow: WIDTHS[layout] + 1 + DRAW_BYTES,
    bind(session) {
      const emit = program.bind(session);
      const readers = new Map(
        reads.filter((name) => !isLink(name)).map((name) => [name, createColumnReader(session, known.get(name)!)]),
      );
      const write = createColumnWriter(session, { name: column.name, type: program.type });
      return (page, earlier) => {
        const groups = readKeyGroups(session, page, { groupBy, earlier });
        const read = (name: string) => readers.get(name)!(getEarlier(earlier, name).vector, page.rowCount);
        return [write(emit(page, groups, read), page)];
      };
    },
  };
}
