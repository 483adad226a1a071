import {
  type EmitGroup,
  type GroupProgram,
  HIDDEN,
  type OutputColumn,
  type PageRange,
} from '../../columns/column-program.ts';
import { type EarlierColumns, getEarlier } from '../../columns/earlier-columns.ts';
import { placeKey, type StreamScope } from '../../columns/stream-scope.ts';
import { bindUniformDraws } from '../../columns/uniform-draws.ts';
import type { GroupOf } from '../../contracts/plan.ts';
import { invariant } from '../../errors/invariant.ts';
import { type CompiledExpression, compileExpression } from '../../expressions/compile-expression.ts';
import type { ExpressionType } from '../../expressions/expression-node.ts';
import type { KernelSession } from '../../kernels/kernel-session.ts';
import { derivedLayout, derivedType } from './derived-type.ts';
import { expressionTypeOf } from './expression-types.ts';
import { createColumnReader, type ReadColumn } from './read-column-values.ts';
import { textWidth } from './text-width.ts';
import { createColumnWriter } from './write-column-values.ts';

/** The columns that members before this one make. */
export type KnownColumns = ReadonlyMap<string, OutputColumn>;

const LENGTH_BYTES = 4;
const WIDTHS = { i32: 4, i64: 8, f32: 4, f64: 8, bits: 1 } as const;

/** A column that is a formula of other columns of its row. A formula that only names a column hands on what that has. */
export function compileDerived(group: GroupOf<'derived'>, scope: StreamScope, known: KnownColumns): GroupProgram {
  const { column } = group;
  const wanted = column.kind === 'derived' ? column.type : 'string';
  const compiled = compileColumnExpression(group.expression, scope, known);
  const position = group.position ?? HIDDEN;
  const source = compiled.node.kind === 'column' && wanted === undefined ? compiled.reads[0] : undefined;
  if (source !== undefined) return handOn(source, { name: column.name, kind: column.kind, position }, known);
  const type = derivedType(wanted, compiled.type);
  const layout = derivedLayout(type);
  const textBytesMax = textWidth(compiled.node, known);
  const width = layout === 'text' ? textBytesMax + LENGTH_BYTES : WIDTHS[layout];
  return {
    columns: [
      {
        name: column.name,
        kind: column.kind,
        position,
        type,
        layout,
        isNullable: true,
        isDeltaFriendly: false,
        valueBytesMax: width,
      },
    ],
    scratchBytesPerRow: width + 1 + (compiled.randomDraws > 0 ? 8 : 0),
    bind(session) {
      const evaluate = bindExpression(session, compiled, { name: column.name, scope, known });
      const write = createColumnWriter(session, { name: column.name, type, textBytesMax });
      return (page, earlier) => [write(evaluate(page, earlier), page)];
    },
  };
}

function handOn(
  source: string,
  place: Pick<OutputColumn, 'name' | 'kind' | 'position'>,
  known: KnownColumns,
): GroupProgram {
  const { rowText: _text, sequence: _law, ...column } = known.get(source)!;
  const emit: EmitGroup = (_page, earlier) => [getEarlier(earlier, source).vector];
  return { columns: [{ ...column, ...place }], scratchBytesPerRow: 0, bind: () => emit };
}

/** An expression over columns of the same row; normalisation has found it to be right. */
export function compileColumnExpression(
  source: string,
  { asOfMicros }: StreamScope,
  known: KnownColumns,
): CompiledExpression {
  const columns = new Map<string, ExpressionType>();
  for (const { name, type } of known.values()) {
    const expressionType = expressionTypeOf(type);
    if (expressionType !== undefined) columns.set(name, expressionType);
  }
  const compiled = compileExpression(source, { columns, asOfMicros });
  invariant('node' in compiled, 'a normalised expression can be compiled');
  return compiled;
}

interface BoundTo {
  /** Whose stream `random()` draws from. */
  readonly name: string;
  readonly scope: StreamScope;
  readonly known: KnownColumns;
}

/** The values of an expression for a page; good until the next page. */
export function bindExpression(
  session: KernelSession,
  { reads, randomDraws, evaluate }: CompiledExpression,
  { name, scope, known }: BoundTo,
) {
  const readers = new Map<string, ReadColumn>(
    reads.map((read) => [read, createColumnReader(session, known.get(read)!)]),
  );
  const draw = randomDraws === 0 ? undefined : bindUniformDraws(session, placeKey(session, scope, name, 'random'));
  return (page: PageRange, earlier: EarlierColumns) =>
    evaluate({
      ...page,
      column: (read) => readers.get(read)!(getEarlier(earlier, read).vector, page.rowCount),
      ...(draw !== undefined && { random: (index: number, out: Float64Array) => draw(page, index, out) }),
    });
}
