import { type GroupProgram, HIDDEN, type PageRange } from '../../columns/column-program.ts';
import { type EarlierColumns, getEarlier } from '../../columns/earlier-columns.ts';
import type { Vector } from '../../columns/vector.ts';
import type { SpecOf } from '../../contracts/column-spec.ts';
import type { GroupOf } from '../../contracts/plan.ts';
import { parseTemplate, type TemplatePiece } from '../../contracts/template-text.ts';
import { invariant } from '../../errors/invariant.ts';
import type { KernelSession } from '../../kernels/kernel-session.ts';
import { ROW_DIGITS_MAX } from '../../kinds/text-pieces.ts';
import type { KnownColumns } from './compile-derived.ts';
import { type AppendPiece, appendAscii, columnSource, padDigits } from './template-sources.ts';

const LENGTH_BYTES = 4;

/** A template of other columns: the bytes of each piece one after the other, row by row. Never null. */
export function compileComposed(group: GroupOf<'derived'>, known: KnownColumns): GroupProgram {
  const { template } = group.column as SpecOf<'template'>;
  const pieces = parseTemplate(template);
  invariant(Array.isArray(pieces), 'a normalised template can be parsed');
  const sources = pieces.map((piece) => sourceOf(piece, known));
  const valueBytesMax = sources.reduce((sum, source) => sum + source.bytesMax, LENGTH_BYTES);
  return {
    columns: [
      {
        name: group.column.name,
        kind: group.column.kind,
        position: group.position ?? HIDDEN,
        type: { name: 'string' },
        layout: 'text',
        isNullable: false,
        isDeltaFriendly: false,
        valueBytesMax,
      },
    ],
    scratchBytesPerRow: valueBytesMax,
    bind: (session) => (page, earlier) => {
      const values = session.allocate(page.rowCount * valueBytesMax);
      const appends = sources.map((source) => source.bind(session, earlier, page));
      const byteLength = appendRows(session, { values, rowCount: page.rowCount, appends });
      const vector: Vector = { layout: 'text', values, byteLength, nullCount: 0 };
      return [vector];
    },
  };
}

interface PieceSource {
  readonly bytesMax: number;
  bind(session: KernelSession, earlier: EarlierColumns, page: PageRange): AppendPiece;
}

function sourceOf(piece: TemplatePiece, known: KnownColumns): PieceSource {
  switch (piece.kind) {
    case 'literal': {
      const text = new TextEncoder().encode(piece.text);
      return {
        bytesMax: text.length,
        bind:
          ({ bytes }) =>
          (out) => {
            for (let i = 0; i < text.length; i++) bytes[out + i] = text[i]!;
            return out + text.length;
          },
      };
    }
    case 'row':
      return {
        bytesMax: Math.max(ROW_DIGITS_MAX, piece.minDigits),
        bind:
          ({ bytes }, _earlier, { rowStart, rows }) =>
          (out, row) =>
            appendAscii(bytes, out, padDigits(String(rows?.[row] ?? rowStart + row), piece.minDigits)),
      };
    case 'column': {
      const column = known.get(piece.name);
      invariant(column !== undefined, 'a group comes after those it reads');
      const source = columnSource(piece, column);
      return {
        bytesMax: source.bytesMax,
        bind: (session, earlier) => source.bind(session, getEarlier(earlier, piece.name).vector),
      };
    }
  }
}

function appendRows(
  { dataView }: KernelSession,
  {
    values,
    rowCount,
    appends,
  }: { readonly values: number; readonly rowCount: number; readonly appends: readonly AppendPiece[] },
): number {
  let out = values;
  for (let row = 0; row < rowCount; row++) {
    const start = out + LENGTH_BYTES;
    let end = start;
    for (const append of appends) end = append(end, row);
    dataView.setUint32(out, end - start, true);
    out = end;
  }
  return out - values;
}
