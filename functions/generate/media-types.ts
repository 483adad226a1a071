import { OUTPUT_FORMATS, type OutputFormat, type OutputSpec } from '../../shared/contracts/spec-document.ts';
import { AppError } from '../../shared/errors/app-error.ts';

export const MEDIA_TYPES: Readonly<Record<OutputFormat, string>> = {
  json: 'application/json',
  csv: 'text/csv; charset=utf-8; header=present',
  jsonl: 'application/jsonl',
  parquet: 'application/vnd.apache.parquet',
  arrow: 'application/vnd.apache.arrow.stream',
  sql: 'application/sql',
};

/**
 * Of compressed text, which is a file like any other: not `Content-Encoding`, which clients and proxies undo on the way,
 * so that nobody would get the file that was asked for.
 */
const CODEC_TYPES = { gzip: 'application/gzip', zstd: 'application/zstd' } as const;
const CODEC_OF_ENDING: Readonly<Record<string, keyof typeof CODEC_TYPES>> = { gz: 'gzip', zst: 'zstd' };

/** Names in `Accept` by format; the first three spellings of JSON Lines are all in use. */
const FORMAT_OF_TYPE: Readonly<Record<string, OutputFormat>> = {
  'application/json': 'json',
  'text/csv': 'csv',
  'application/jsonl': 'jsonl',
  'application/x-ndjson': 'jsonl',
  'application/jsonlines': 'jsonl',
  'application/vnd.apache.parquet': 'parquet',
  'application/vnd.apache.arrow.stream': 'arrow',
  'application/sql': 'sql',
};

/** `undefined`: the caller takes anything. Throws FORMAT_NOT_ACCEPTABLE when nothing it takes is offered. */
export function formatOfAccept(header: string | null | undefined): OutputFormat | undefined {
  if (header === null || header === undefined || header === '*/*') return undefined;
  for (const { type } of rankedTypes(header)) {
    if (type === '*/*' || type === 'application/*') return undefined;
    if (type === 'text/*') return 'csv';
    const format = FORMAT_OF_TYPE[type];
    if (format !== undefined) return format;
  }
  const offered = Object.keys(FORMAT_OF_TYPE).join(', ');
  throw new AppError('FORMAT_NOT_ACCEPTABLE', `none of the types in Accept is offered; offered: ${offered}`);
}

/** A format by name. Throws FORMAT_NOT_ACCEPTABLE for any other. */
export function formatOfName(name: string): OutputFormat {
  const format = OUTPUT_FORMATS.find((known) => known === name);
  if (format !== undefined) return format;
  throw new AppError('FORMAT_NOT_ACCEPTABLE', `the format is not offered; use one of ${OUTPUT_FORMATS.join(', ')}`);
}

/** What an answer in this output is. Parquet's compression is within the format. */
export function mediaTypeOf({ format, compression }: OutputSpec): string {
  const isText = format !== 'parquet' && format !== 'arrow';
  return isText && compression !== 'none' ? CODEC_TYPES[compression] : MEDIA_TYPES[format];
}

export function mediaTypeOfFile(name: string): string {
  const extension = name.slice(name.lastIndexOf('.') + 1);
  const codec = CODEC_OF_ENDING[extension];
  if (codec !== undefined) return CODEC_TYPES[codec];
  const format = OUTPUT_FORMATS.find((known) => known === extension);
  return format === undefined ? 'application/octet-stream' : MEDIA_TYPES[format];
}

/** Types of an `Accept` header, most wanted first; those with q=0 are out. */
function rankedTypes(header: string): { type: string; quality: number }[] {
  return header
    .split(',')
    .map((entry) => {
      const [type = '', ...parameters] = entry.split(';').map((part) => part.trim().toLowerCase());
      const quality = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
      return { type, quality: quality === undefined ? 1 : Number(quality) };
    })
    .filter(({ quality }) => quality > 0)
    .sort((a, b) => b.quality - a.quality);
}
