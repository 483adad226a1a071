import type { TemplatePiece } from '../contracts/template-text.ts';

/**
 * A template as the expression that gives the same text. `pathOf` splits the name in a placeholder into the names of a
 * reference: a column, or a key and a parent's column.
 */
export function templateExpression(
  pieces: readonly TemplatePiece[],
  pathOf: (name: string) => readonly string[],
): string {
  return `concat(${pieces.map((piece) => pieceExpression(piece, pathOf)).join(', ')})`;
}

function pieceExpression(piece: TemplatePiece, pathOf: (name: string) => readonly string[]): string {
  switch (piece.kind) {
    case 'literal':
      return `'${piece.text.replaceAll("'", "''")}'`;
    case 'row':
      return padded('row', piece.minDigits);
    case 'column': {
      const reference = formatReference(pathOf(piece.name));
      if (piece.minDigits !== undefined) return padded(reference, piece.minDigits);
      const text = `cast(${reference} as text)`;
      return piece.filter === undefined ? text : `${piece.filter}(${text})`;
    }
  }
}

/** A reference with every name in quotes. */
export function formatReference(path: readonly string[]): string {
  return path.map((name) => `"${name.replaceAll('"', '""')}"`).join('.');
}

/** Zeros stand between a minus sign and the digits; more digits than asked for stay. */
function padded(number: string, minDigits: number): string {
  if (minDigits <= 1) return `cast(${number} as text)`;
  const digits = `cast(abs(${number}) as text)`;
  const zeros = `lpad(${digits}, greatest(${minDigits}, length(${digits})), '0')`;
  return `case when ${number} < 0 then '-' || ${zeros} else ${zeros} end`;
}
