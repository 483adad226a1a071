import type { ValueProgram } from '../columns/value-program.ts';
import type { SpecOf } from '../contracts/column-spec.ts';
import { parseTemplate, readsColumns, type TemplatePiece } from '../contracts/template-text.ts';
import { codedValues, uniformWeights } from '../draws/coded-values.ts';
import { invariant } from '../errors/invariant.ts';
import { literalPiece, type PieceProgram, placePieces, ROW_DIGITS_MAX, rowPiece } from './text-pieces.ts';

const LENGTH_BYTES = 4;

/** Literal text and row numbers. One row number (the usual case) has a kernel of its own. */
export function compileTemplate(spec: SpecOf<'template'>): ValueProgram {
  const pieces = parseTemplate(spec.template);
  invariant(Array.isArray(pieces), 'a normalised template can be parsed');
  invariant(!readsColumns(pieces), 'a template of other columns is planned as a formula');
  const rows = pieces.filter((piece) => piece.kind === 'row');
  const [only] = rows;
  if (only === undefined) return literalOnly(pieces);
  if (rows.length === 1) return oneRowNumber(pieces, pieces.indexOf(only), only.minDigits);
  return severalRowNumbers(pieces);
}

function literalOnly(pieces: readonly TemplatePiece[]): ValueProgram {
  return codedValues(
    { name: 'string' },
    { dictionary: { values: [literalText(pieces)] }, weights: () => uniformWeights(1) },
  );
}

function oneRowNumber(pieces: readonly TemplatePiece[], at: number, minDigits: number): ValueProgram {
  const prefix = new TextEncoder().encode(literalText(pieces.slice(0, at)));
  const suffix = new TextEncoder().encode(literalText(pieces.slice(at + 1)));
  const bytesMax = LENGTH_BYTES + prefix.length + Math.max(minDigits, ROW_DIGITS_MAX) + suffix.length;
  return {
    ...textOf(bytesMax),
    rowText: { prefix, minDigits, suffix },
    bind(session) {
      const [before, after] = [session.placeTable(prefix), session.placeTable(suffix)];
      return ({ rowStart, rowCount }) => {
        const values = session.allocate(rowCount * bytesMax);
        const { kernels } = session;
        const byteLength = kernels.rowText(
          values,
          rowCount,
          rowStart,
          minDigits,
          before,
          prefix.length,
          after,
          suffix.length,
        );
        return { values, byteLength };
      };
    },
  };
}

function severalRowNumbers(pieces: readonly TemplatePiece[]): ValueProgram {
  const programs: PieceProgram[] = pieces.map((piece) =>
    piece.kind === 'row' ? rowPiece(piece.minDigits) : literalPiece(literalText([piece])),
  );
  const bytesMax = LENGTH_BYTES + programs.reduce((sum, piece) => sum + piece.bytesMax, 0);
  return {
    ...textOf(bytesMax),
    bind(session) {
      const table = placePieces(session, programs);
      return ({ rowStart, rowCount }) => {
        const values = session.allocate(rowCount * bytesMax);
        return { values, byteLength: table.emit(values, rowCount, rowStart, []) };
      };
    },
  };
}

function literalText(pieces: readonly TemplatePiece[]): string {
  return pieces.map((piece) => (piece.kind === 'literal' ? piece.text : '')).join('');
}

function textOf(bytesMax: number) {
  const type = { name: 'string' } as const;
  return {
    type,
    layout: 'text',
    isDeltaFriendly: false,
    valueBytesMax: bytesMax,
    scratchBytesPerRow: bytesMax,
  } as const;
}
