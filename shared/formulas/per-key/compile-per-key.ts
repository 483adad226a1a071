import { type GroupProgram, HIDDEN, type OutputColumn, type PageRange } from '../../columns/column-program.ts';
import type { ColumnType } from '../../columns/column-type.ts';
import { getEarlier, isLink } from '../../columns/earlier-columns.ts';
import type { StreamScope } from '../../columns/stream-scope.ts';
import type { ColumnSpec } from '../../contracts/column-spec.ts';
import type { GroupBySpec, PerKeyKind } from '../../contracts/per-key.ts';
import type { GroupOf } from '../../contracts/plan.ts';
import type { ColumnValues } from '../../expressions/column-values.ts';
import type { KernelSession } from '../../kernels/kernel-session.ts';
import type { KnownColumns } from '../derived/compile-derived.ts';
import { derivedLayout } from '../derived/derived-type.ts';
import { createColumnReader } from '../derived/read-column-values.ts';
import { DERIVED_TEXT_BYTES } from '../derived/text-width.ts';
import { createColumnWriter } from '../derived/write-column-values.ts';
import { compileEventTime } from './event-time.ts';
import { createGroupReader, type KeyGroups } from './key-groups.ts';
import { compileLag } from './lag.ts';
import { compileMarkov } from './markov.ts';
import { compileGroupNumber, compileOrdinal } from './ordinal.ts';
import { compileRunning } from './running.ts';
import { compileShareOf } from './share-of.ts';
import { compileSorted } from './sorted.ts';

/** Values of one column for pages in ascending order, or for whole groups of rows. */
export interface PerKeyProgram {
  readonly type: ColumnType;
  /** UTF-8 bytes that no text of the column exceeds; as many as a formula may give when absent. */
  readonly textBytesMax?: number;
  /** No values come back from a page that the column only gathers. */
  bind(session: KernelSession): (page: PageRange, groups: KeyGroups, read: ReadValues) => ColumnValues | undefined;
}

/** The values of a column that the program reads, by the name that its members give. */
export type ReadValues = (name: string) => ColumnValues;

/** What a kind's compiler is told. */
export interface PerKeyContext {
  readonly name: string;
  readonly scope: StreamScope;
  readonly known: KnownColumns;
  readonly groupBy: GroupBySpec;
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

const WIDTHS = { i32: 4, i64: 8, f32: 4, f64: 8, bits: 1 } as const;
const LENGTH_BYTES = 4;
/** Draws of a page, while they are made. */
const DRAW_BYTES = 8;

/**
 * A column whose values depend on the other rows of its group. Where rows follow each other, pages hold whole groups;
 * where they are interleaved, pages ascend from the first step on, and gathering ones come before.
 */
export function compilePerKey(group: GroupOf<'per_key'>, scope: StreamScope, known: KnownColumns): GroupProgram {
  const { column, position, group_by: groupBy, reads } = group;
  const spec = column as PerKeySpec<PerKeyKind>;
  const program = (COMPILERS[spec.kind] as Compile<PerKeyKind>)(spec, {
    name: column.name,
    scope,
    known,
    groupBy,
  });
  const layout = derivedLayout(program.type);
  const textBytesMax = Math.min(program.textBytesMax ?? DERIVED_TEXT_BYTES, DERIVED_TEXT_BYTES);
  const valueBytesMax = layout === 'text' ? textBytesMax + LENGTH_BYTES : WIDTHS[layout];
  const output: OutputColumn = {
    name: column.name,
    kind: column.kind,
    position: position ?? HIDDEN,
    type: program.type,
    layout,
    isNullable: column.kind === 'lag' || reads.some((name) => !isLink(name) && known.get(name)?.isNullable === true),
    isDeltaFriendly: column.kind === 'event_time',
    valueBytesMax,
  };
  return {
    columns: [output],
    scratchBytesPerRow: valueBytesMax + 1 + DRAW_BYTES,
    bind(session) {
      const emit = program.bind(session);
      const readers = new Map(
        reads.filter((name) => !isLink(name)).map((name) => [name, createColumnReader(session, known.get(name)!)]),
      );
      const write = createColumnWriter(session, { name: column.name, type: program.type, textBytesMax });
      const readGroups = createGroupReader(session, groupBy);
      return (page, earlier) => {
        const read = (name: string) => readers.get(name)!(getEarlier(earlier, name).vector, page.rowCount);
        const values = emit(page, readGroups(page, earlier), read);
        const isUnseen = page.keys?.pass?.read.has(column.name) === false;
        return values === undefined || isUnseen ? [] : [write(values, page)];
      };
    },
  };
}
