import type { PreparedRequest } from './prepare-request.ts';
import type { RowSource } from './row-source.ts';

const CLOSE = Buffer.from('}');
const CLOSE_BOTH = Buffer.from('}}');

export interface AnswerFrame {
  readonly head: Uint8Array;
  readonly tail: Uint8Array;
}

export interface FramedRows {
  readonly request: PreparedRequest;
  readonly source: RowSource;
  readonly seed: number;
  readonly numRecords: number;
}

/**
 * What stands around the rows of an answer: the format's own frame, and for JSON the object
 * `{num_records, seed, spec_hash, data}` around that.
 */
export function answerFrame({ request, source, seed, numRecords }: FramedRows): AnswerFrame {
  const { frame } = source.writer();
  const [head, tail] = [frame.head(0, numRecords > 0), frame.tail(numRecords > 0)];
  const { plan, hasTables } = request;
  if (plan.output.format !== 'json') return { head, tail };
  const members = `{"num_records":${numRecords},"seed":${seed},"spec_hash":"${plan.spec_hash}","data":`;
  const table = hasTables ? `{${JSON.stringify(plan.tables[0]!.name)}:` : '';
  return {
    head: Buffer.concat([Buffer.from(members + table), head]),
    tail: Buffer.concat([tail, hasTables ? CLOSE_BOTH : CLOSE]),
  };
}
