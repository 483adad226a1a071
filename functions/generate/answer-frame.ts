import type { OutputFormat } from '../../shared/contracts/spec-document.ts';
import type { PreparedRequest } from './prepare-request.ts';
import type { RowSource, TextFormat } from './row-source.ts';

const CLOSE = Buffer.from('}');
const CLOSE_BOTH = Buffer.from('}}');

export interface AnswerFrame {
  readonly head: Uint8Array;
  readonly tail: Uint8Array;
}

export interface FramedRows {
  readonly request: PreparedRequest;
  readonly source: RowSource;
  readonly format: TextFormat;
  readonly seed: number;
  readonly numRecords: number;
}

/**
 * What stands around the rows of an answer: the format's own frame, and for JSON the object
 * `{num_records, seed, spec_hash, data}` around that.
 */
export function answerFrame({ request, source, format, seed, numRecords }: FramedRows): AnswerFrame {
  const { header, footer } = source.writer(format).frame;
  if (format !== 'json') return { head: header, tail: footer };
  const { plan, hasTables } = request;
  const members = `{"num_records":${numRecords},"seed":${seed},"spec_hash":"${plan.spec_hash}","data":`;
  const table = hasTables ? `{${JSON.stringify(plan.tables[0]!.name)}:` : '';
  return {
    head: Buffer.concat([Buffer.from(members + table), header]),
    tail: Buffer.concat([footer, hasTables ? CLOSE_BOTH : CLOSE]),
  };
}

/** Formats that are written row by row. */
export function isTextFormat(format: OutputFormat): format is TextFormat {
  return format === 'csv' || format === 'json' || format === 'jsonl';
}
