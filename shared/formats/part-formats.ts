import type { Compression, OutputFormat } from '../contracts/spec-document.ts';
import type { BoundTable, TableProgram } from '../generation/table-program.ts';
import { mergeParquetParts } from '../parquet/merge-parts.ts';
import { createParquetPartEncoder } from '../parquet/write-part.ts';
import { mergeTextParts } from '../text/merge-text-parts.ts';
import { createTextPartEncoder } from '../text/part-encoder.ts';
import type { MergeParts } from './merge-piece.ts';
import type { PartEncoder } from './part-encoder.ts';

export interface PartOptions {
  /** Parquet only. */
  readonly compression: Compression;
}

/** All that differs between output formats. */
interface PartFormat {
  /** Without the dot. */
  readonly extension: string;
  readonly mediaType: string;
  createEncoder(bound: BoundTable, options: PartOptions): PartEncoder | Promise<PartEncoder>;
  createMerge(program: TableProgram): MergeParts | Promise<MergeParts>;
}

/** Arrow's library is loaded by the first use of the format: it would double the start-up time of everything else. */
const PART_FORMATS: { readonly [Format in OutputFormat]: PartFormat } = {
  parquet: {
    extension: 'parquet',
    mediaType: 'application/vnd.apache.parquet',
    createEncoder: (bound, { compression }) => createParquetPartEncoder(bound, { compression }),
    createMerge: () => mergeParquetParts,
  },
  csv: textFormat('csv', 'text/csv; charset=utf-8'),
  json: textFormat('json', 'application/json'),
  jsonl: textFormat('jsonl', 'application/x-ndjson'),
  arrow: {
    extension: 'arrow',
    mediaType: 'application/vnd.apache.arrow.stream',
    createEncoder: async (bound) => (await import('../arrow/part-encoder.ts')).createArrowPartEncoder(bound),
    createMerge: async () => (await import('../arrow/merge-arrow-parts.ts')).mergeArrowParts,
  },
};

function textFormat(format: 'csv' | 'json' | 'jsonl', mediaType: string): PartFormat {
  return {
    extension: format,
    mediaType,
    createEncoder: (bound) => createTextPartEncoder(bound, { format }),
    createMerge: ({ columns }) => mergeTextParts(format, columns),
  };
}

/** The encoder of one format for one bound table. */
export async function createPartEncoder(
  format: OutputFormat,
  bound: BoundTable,
  options: PartOptions,
): Promise<PartEncoder> {
  return PART_FORMATS[format].createEncoder(bound, options);
}

/** How parts of this format become one file; `program` is the table that they were made of. */
export async function mergeParts(format: OutputFormat, program: TableProgram): Promise<MergeParts> {
  return PART_FORMATS[format].createMerge(program);
}

/** File name extension without the dot. */
export function formatExtension(format: OutputFormat): string {
  return PART_FORMATS[format].extension;
}

/** Value of a Content-Type header. */
export function formatMediaType(format: OutputFormat): string {
  return PART_FORMATS[format].mediaType;
}
