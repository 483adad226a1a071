import type { TemplatePiece } from '../contracts/template-text.ts';

/**
 * A template as the expression that gives the same text. `pathOf` splits the name in a placeholder into the names of a
 * reference: a column, or a key and a parent's column. `scaleOf` knows the places that a decimal column always shows.
 */
export function templateExpression(pieces: readonly TemplatePiece[], names: TemplateNames): string {
  return `concat(${pieces.map((piece) => pieceExpression(piece, names)).join(', ')})`;
}

export interface TemplateNames {
  pathOf(name: string): readonly string[];
  scaleOf(name: string): number | undefined;
}

function pieceExpression(piece: TemplatePiece, { pathOf, scaleOf }: TemplateNames): string {
  switch (piece.kind) {
    case 'literal':
      return `'${piece.text.replaceAll("'", "''")}'`;
    case 'row':
      return padded('row', piece.minDigits);
    case 'column': {
      const reference = formatReference(pathOf(piece.name));
      if (piece.minDigits !== undefined) return padded(reference, piece.minDigits);
      const scale = scaleOf(piece.name) ?? 0;
      const text = scale === 0 ? `cast(${reference} as text)` : withPlaces(reference, scale);
      return piece.filter === undefined ? text : `${piece.filter}(${text})`;
    }
  }
}

/** A reference with every name in quotes. */
export function formatReference(path: readonly string[]): string {
  return path.map((name) => `"${name.replaceAll('"', '""')}"`).join('.');
}

/** As the text formats write decimals: all places, and a digit before them. */
function withPlaces(number: string, scale: number): string {
  const digits = padded(`abs(round(${number} * 1e${scale}))`, scale + 1);
  const sign = `case when ${number} < 0 then '-' else '' end`;
  return `(${sign} || left(${digits}, length(${digits}) - ${scale}) || '.' || right(${digits}, ${scale}))`;
}

/** Zeros stand between a minus sign and the digits; more digits than asked for stay. */
function padded(number: string, minDigits: number): string {
  if (minDigits <= 1) return `cast(${number} as text)`;
  const digits = `cast(abs(${number}) as text)`;
  const zeros = `lpad(${digits}, greatest(${minDigits}, length(${digits})), '0')`;
  return `case when ${number} < 0 then '-' || ${zeros} else ${zeros} end`;
}
