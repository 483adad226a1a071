import type { OutputSpec } from '../../shared/contracts/spec-document.ts';

/** Outputs that are written row by row. */
export type TextOutput = Exclude<OutputSpec, { format: 'parquet' | 'arrow' }>;

export function isTextOutput(output: OutputSpec): output is TextOutput {
  return output.format !== 'parquet' && output.format !== 'arrow';
}
