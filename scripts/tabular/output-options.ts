import { LIMITS } from '../../shared/contracts/limits.ts';
import { Compression, OUTPUT_SPECS, type OutputFormat, SQL_DIALECTS } from '../../shared/contracts/spec-document.ts';
import { AppError } from '../../shared/errors/app-error.ts';
import { type FileEnding, parseFormat } from './output-file.ts';
import { parseWholeNumber } from './parse-options.ts';
import { parseRowCount } from './row-count.ts';

/** Options that say what `output` of a specification says, and beat it. */
export const OUTPUT_OPTIONS = {
  format: { type: 'string' },
  compression: { type: 'string' },
  parts: { type: 'boolean', default: false },
  'split-rows': { type: 'string' },
  'split-bytes': { type: 'string' },
  'chunk-rows': { type: 'string' },
  dialect: { type: 'string' },
  statement: { type: 'string' },
  'rows-per-statement': { type: 'string' },
  'create-table': { type: 'boolean', default: false },
  'escape-formulas': { type: 'boolean', default: false },
} as const;

const STATEMENTS = OUTPUT_SPECS.sql.shape.statement.unwrap().options;

export const OUTPUT_CHOICES = {
  compression: Compression.options,
  dialect: SQL_DIALECTS,
  statement: STATEMENTS,
} as const;

export const OUTPUT_HELP = `  --format FORMAT     parquet, csv, json, jsonl, arrow, sql; default: the ending of OUTPUT, then the specification's
  --compression C     snappy, zstd, none for Parquet; gzip, zstd, none for text; default: the ending (.csv.gz, .csv.zst)
  --parts             leave the parts as they are, with a manifest
  --split-rows N      files of N rows each, in the folder OUTPUT
  --split-bytes N     files of about N bytes each, by the estimate; 128m is 128,000,000
  --chunk-rows N      rows of one part; never changes a value
  --dialect D         of SQL: postgresql, mysql, sqlite
  --statement S       of SQL: insert, or copy for PostgreSQL
  --rows-per-statement N  rows of one INSERT; default 500
  --create-table      of SQL: CREATE TABLE first
  --escape-formulas   of CSV: an apostrophe before text that a spreadsheet would take for a formula
`;

/** Values of OUTPUT_OPTIONS as `parseOptions` gives them. */
export type OutputOptions = {
  readonly [Name in keyof typeof OUTPUT_OPTIONS]?: (typeof OUTPUT_OPTIONS)[Name]['type'] extends 'boolean'
    ? boolean | undefined
    : string | undefined;
};

/** The format asked for by option or by the ending of the output's name. Throws INVALID_REQUEST. */
export function askedFormat(options: OutputOptions, ending: FileEnding | undefined): OutputFormat | undefined {
  return options.format === undefined ? ending?.format : parseFormat(options.format);
}

/** The members of `output` asked for, the format left out. Throws INVALID_REQUEST that names the option. */
export function askedOutput(options: OutputOptions, ending: FileEnding | undefined): Record<string, unknown> {
  const compression =
    choiceOf('compression', options) ?? (options.format === undefined ? ending?.compression : undefined);
  const members = {
    compression,
    layout: options.parts ? 'parts' : undefined,
    split: splitOf(options),
    chunk_rows: bounded('chunk-rows', options['chunk-rows'], LIMITS.chunkRowsMax),
    dialect: choiceOf('dialect', options),
    statement: choiceOf('statement', options),
    rows_per_statement: bounded('rows-per-statement', options['rows-per-statement'], LIMITS.rowsPerStatement),
    create_table: options['create-table'] || undefined,
    csv: options['escape-formulas'] ? { escape_formulas: true } : undefined,
  };
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
}

function choiceOf(name: keyof typeof OUTPUT_CHOICES, options: OutputOptions): string | undefined {
  const value = options[name];
  const choices: readonly string[] = OUTPUT_CHOICES[name];
  if (value === undefined || choices.includes(value)) return value;
  throw new AppError('INVALID_REQUEST', `--${name} ${value}: expected ${choices.join(', ')}`);
}

function splitOf(options: OutputOptions): { rows: number } | { bytes: number } | undefined {
  const [rows, bytes] = [options['split-rows'], options['split-bytes']];
  if (rows !== undefined && bytes !== undefined)
    throw new AppError('INVALID_REQUEST', '--split-rows and --split-bytes: use one of them');
  if (rows !== undefined) return { rows: parseRowCount('split-rows', rows) };
  return bytes === undefined ? undefined : { bytes: parseRowCount('split-bytes', bytes) };
}

function bounded(name: string, text: string | undefined, max: number): number | undefined {
  const value = parseWholeNumber(name, text, 1);
  if (value === undefined || value <= max) return value;
  throw new AppError('INVALID_REQUEST', `--${name} ${value}: at most ${max}`);
}
