import { AppError } from '../../shared/errors/app-error.ts';
import type { ApiContext } from '../../shared/http/api.ts';
import { type ResponseHeaders, respond } from '../../shared/http/respond.ts';
import { answerFrame } from './answer-frame.ts';
import { compressAnswer } from './compress-answer.ts';
import { encodeFile } from './encode-file.ts';
import type { Generator } from './generator.ts';
import { mediaTypeOf } from './media-types.ts';
import type { PreparedRequest } from './prepare-request.ts';
import type { RowSource } from './row-source.ts';
import { isTextOutput } from './text-output.ts';
import { trackGeneration } from './track-generation.ts';
import { createWantedCheck, isOneBlock, joinBytes, type RowRange, writeBlock, writeBlocks } from './write-rows.ts';

export interface RowsWanted {
  readonly request: PreparedRequest;
  readonly seed: number;
  /** The first so many rows: all of them, or fewer for a preview. */
  readonly numRecords: number;
  readonly headers?: ResponseHeaders;
}

/** The rows as one answer, made here and now. Throws TOO_MANY_REQUESTS when too many are being made already. */
export async function answerRows(c: ApiContext, generator: Generator, wanted: RowsWanted): Promise<Response> {
  const { request, seed, numRecords, headers } = wanted;
  const { format } = request.spec.output;
  const tracked = trackGeneration(generator, request, format);
  const { source, release } = generator.sources.acquire(request);
  try {
    const bytes = await makeBytes(c, source, wanted);
    tracked.end(numRecords, bytes.byteLength);
    const seedHeader = format === 'json' ? undefined : { 'x-seed': String(seed) };
    return respond(c.env, bytes, {
      headers: { 'content-type': mediaTypeOf(request.spec.output), vary: 'accept', ...seedHeader, ...headers },
    });
  } catch (error) {
    tracked.fail(error instanceof AppError && error.code === 'CANCELLED' ? 'cancelled' : 'failed');
    throw error;
  } finally {
    release();
  }
}

async function makeBytes(c: ApiContext, source: RowSource, wanted: RowsWanted): Promise<Uint8Array<ArrayBuffer>> {
  const { request, seed, numRecords } = wanted;
  const { output } = request.plan;
  if (!isTextOutput(output)) return encodeFile(source, { plan: request.plan, seed, numRecords });
  const range: RowRange = { source, seed, numRecords };
  const { head, tail } = answerFrame({ request, ...range });
  if (isOneBlock(range)) return compressAnswer(joinBytes([head, writeBlock(range, 0, numRecords), tail]), output);
  const pieces = [head];
  for await (const block of writeBlocks(range, createWantedCheck(c.env, c.req.raw))) pieces.push(block);
  pieces.push(tail);
  return compressAnswer(joinBytes(pieces), output);
}
