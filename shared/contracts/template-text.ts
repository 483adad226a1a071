/** How a column's text is changed on its way into a template. */
export const TEMPLATE_FILTERS = ['lower', 'upper'] as const;
export type TemplateFilter = (typeof TEMPLATE_FILTERS)[number];

/** Literal text, the row number, or another column of the row; `minDigits`: zeros in front of whole numbers. */
export type TemplatePiece =
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'row'; readonly minDigits: number }
  | { readonly kind: 'column'; readonly name: string; readonly minDigits?: number; readonly filter?: TemplateFilter };

export interface TemplateFault {
  /** What stands at the fault, at most 32 characters. */
  readonly at: string;
  readonly message: string;
}

const DIGITS_MAX = 20;

/**
 * The pieces of a template, neighbouring literals joined: `{row}` and `{row:05}`, `{column}`, `{column:05}` and
 * `{column|lower}` are placeholders, `{{` and `}}` stand for braces. The first fault when it is not a template.
 */
export function parseTemplate(template: string): TemplatePiece[] | TemplateFault {
  const pieces: TemplatePiece[] = [];
  let literal = '';
  for (const [token] of template.matchAll(/\{\{|\}\}|\{[^{}]*\}|[{}]|[^{}]+/g)) {
    if (token === '{{' || token === '}}') literal += token[0];
    else if (!token.startsWith('{') && token !== '}') literal += token;
    else {
      const piece = parsePlaceholder(token);
      if (!('kind' in piece)) return piece;
      if (literal !== '') pieces.push({ kind: 'literal', text: literal });
      literal = '';
      pieces.push(piece);
    }
  }
  if (literal !== '') pieces.push({ kind: 'literal', text: literal });
  return pieces;
}

/** Whether a template takes values of other columns, and so cannot be made alone. */
export function readsColumns(pieces: readonly TemplatePiece[]): boolean {
  return pieces.some(({ kind }) => kind === 'column');
}

function parsePlaceholder(token: string): TemplatePiece | TemplateFault {
  const at = token.slice(0, 32);
  if (!token.endsWith('}') || token.length === 1) return { at, message: 'a brace stands alone; write it twice' };
  const [, name = '', digits, filter] = /^\{([^:|]*)(?::0(\d{1,2}))?(?:\|(\w+))?\}$/.exec(token) ?? [];
  if (name.trim() === '')
    return {
      at,
      message: 'the placeholder is unknown; there are {row}, {row:05}, {column}, {column:05}, {column|lower}',
    };
  const minDigits = digits === undefined ? undefined : Number(digits);
  if (minDigits !== undefined && (minDigits < 1 || minDigits > DIGITS_MAX))
    return { at, message: `the number of digits must be 1 to ${DIGITS_MAX}` };
  if (name === 'row' && filter === undefined) return { kind: 'row', minDigits: minDigits ?? 1 };
  if (filter !== undefined && !isFilter(filter))
    return { at, message: `there is no filter ${filter}; there are ${TEMPLATE_FILTERS.join(', ')}` };
  return {
    kind: 'column',
    name,
    ...(minDigits !== undefined && { minDigits }),
    ...(filter !== undefined && { filter }),
  };
}

function isFilter(filter: string): filter is TemplateFilter {
  return (TEMPLATE_FILTERS as readonly string[]).includes(filter);
}
