/** Every fault of an expression. Codes are API: they are added, never renamed and never reused. */
export const EXPRESSION_FAULT_CODES = [
  'SYNTAX',
  'TOO_LONG',
  'TOO_DEEP',
  'TOO_LARGE',
  'BAD_LITERAL',
  'UNKNOWN_COLUMN',
  'UNKNOWN_FUNCTION',
  'UNKNOWN_TYPE',
  'WRONG_ARGUMENT_COUNT',
  'WRONG_TYPE',
] as const;
export type ExpressionFaultCode = (typeof EXPRESSION_FAULT_CODES)[number];

/** A range of an expression's text in UTF-16 units, half-open. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** One thing wrong with an expression: where, what, what to do. */
export interface ExpressionFault extends Span {
  readonly code: ExpressionFaultCode;
  /** 1-based. */
  readonly line: number;
  /** 1-based, in UTF-16 units. */
  readonly column: number;
  readonly message: string;
  readonly remedy: string;
}

/** A fault before its line and column are known. */
export type FaultAt = Omit<ExpressionFault, 'line' | 'column' | keyof Span> & { readonly span: Span };

/** The fault with its position in `source`. */
export function locateFault(source: string, { span, ...fault }: FaultAt): ExpressionFault {
  const before = source.slice(0, span.start);
  const lineStart = before.lastIndexOf('\n') + 1;
  const line = before.split('\n').length;
  return { ...fault, ...span, line, column: span.start - lineStart + 1 };
}
