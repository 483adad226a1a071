/** Literal text, or the row number with at least `minDigits` digits (zeros in front). */
export type TemplatePiece =
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'row'; readonly minDigits: number };

export interface TemplateFault {
  /** What stands at the fault, at most 32 characters. */
  readonly at: string;
  readonly message: string;
}

const ROW_DIGITS_MAX = 20;

/**
 * The pieces of a template, neighbouring literals joined: `{row}` and `{row:05}` are placeholders, `{{` and `}}` stand
 * for braces. The first fault when it is not a template.
 */
export function parseTemplate(template: string): TemplatePiece[] | TemplateFault {
  const pieces: TemplatePiece[] = [];
  let literal = '';
  for (const [token] of template.matchAll(/\{\{|\}\}|\{[^{}]*\}|[{}]|[^{}]+/g)) {
    if (token === '{{' || token === '}}') literal += token[0];
    else if (!token.startsWith('{') && token !== '}') literal += token;
    else {
      const minDigits = parsePlaceholder(token);
      if (typeof minDigits !== 'number') return minDigits;
      if (literal !== '') pieces.push({ kind: 'literal', text: literal });
      literal = '';
      pieces.push({ kind: 'row', minDigits });
    }
  }
  if (literal !== '') pieces.push({ kind: 'literal', text: literal });
  return pieces;
}

function parsePlaceholder(token: string): number | TemplateFault {
  const at = token.slice(0, 32);
  if (!token.endsWith('}') || token.length === 1) return { at, message: 'a brace stands alone; write it twice' };
  const match = /^\{row(?::0(\d{1,2}))?\}$/.exec(token);
  if (match === null) return { at, message: 'the placeholder is unknown; there are {row} and {row:05}' };
  const minDigits = Number(match[1] ?? 1);
  if (minDigits >= 1 && minDigits <= ROW_DIGITS_MAX) return minDigits;
  return { at, message: `the number of digits must be 1 to ${ROW_DIGITS_MAX}` };
}
