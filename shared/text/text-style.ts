import type { OutputSpec } from '../contracts/spec-document.ts';

/** The formats that are made of rows of text. */
export type TextFormat = 'csv' | 'jsonl' | 'json' | 'sql';

/** A text format with what an output specification says about its rows. */
export type TextStyle =
  | { readonly format: 'csv'; readonly csv?: { readonly escape_formulas: boolean } | undefined }
  | { readonly format: 'json' | 'jsonl' }
  | SqlStyle;

export type SqlStyle = Pick<
  Extract<OutputSpec, { format: 'sql' }>,
  'format' | 'dialect' | 'statement' | 'rows_per_statement' | 'create_table'
>;
