import { OUTPUT_FORMATS, OutputSpec } from '../../shared/contracts/spec-document.ts';

/** Every format and, for text, every compression; with the defaults of an output specification for the rest. */
export const EVERY_OUTPUT: readonly OutputSpec[] = OUTPUT_FORMATS.flatMap((format) => {
  const compressions = format === 'parquet' || format === 'arrow' ? ['none'] : ['none', 'gzip', 'zstd'];
  return compressions.map((compression) => OutputSpec.parse({ format, compression }));
});

/** Those that `tabular digest` reads back. */
export const DIGESTED_OUTPUTS = EVERY_OUTPUT.filter(({ format }) => format !== 'sql');
