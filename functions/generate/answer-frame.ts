import type { Plan } from '../../shared/contracts/plan.ts';
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
 * What stands around the rows of one table's answer: the format's own frame, and for JSON the object
 * `{num_records, seed, spec_hash, data}` around that.
 */
export function answerFrame({ request, source, seed, numRecords }: FramedRows): AnswerFrame {
  const { frame } = source.writer();
  const [head, tail] = [frame.head(0, numRecords > 0), frame.tail(numRecords > 0)];
  const { plan, hasTables } = request;
  if (plan.output.format !== 'json') return { head, tail };
  const table = hasTables ? `{${JSON.stringify(plan.tables[0]!.name)}:` : '';
  return {
    head: Buffer.concat([Buffer.from(openAnswer(plan, { seed, numRecords }) + table), head]),
    tail: Buffer.concat([tail, hasTables ? CLOSE_BOTH : CLOSE]),
  };
}

/** The JSON answer up to its `data`. */
export function openAnswer(plan: Plan, { seed, numRecords }: Pick<FramedRows, 'seed' | 'numRecords'>): string {
  return `{"num_records":${numRecords},"seed":${seed},"spec_hash":"${plan.spec_hash}","data":`;
}
