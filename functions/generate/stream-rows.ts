import { AppError } from '../../shared/errors/app-error.ts';
import type { ApiContext } from '../../shared/http/api.ts';
import { respond } from '../../shared/http/respond.ts';
import { toStream } from '../../shared/http/to-stream.ts';
import { answerFrame } from './answer-frame.ts';
import type { RowsWanted } from './answer-rows.ts';
import { compressPieces } from './compress-answer.ts';
import type { Generator } from './generator.ts';
import { mediaTypeOf } from './media-types.ts';
import { isTextOutput, type TextOutput } from './text-output.ts';
import { type TrackedGeneration, trackGeneration } from './track-generation.ts';
import { createWantedCheck, type RowRange, writeBlocks } from './write-rows.ts';

/**
 * CSV, JSON Lines and SQL as they are made: the next block begins when the reader took the last one, and none after the
 * reader left. Memory is one block, however many rows there are.
 */
export function streamRows(c: ApiContext, generator: Generator, wanted: RowsWanted): Response {
  const { request, seed, headers } = wanted;
  const { output, tables } = request.plan;
  if (!isTextOutput(output) || output.format === 'json') {
    throw new AppError(
      'INVALID_REQUEST',
      `stream=true is for csv, jsonl and sql, not for ${output.format}; add format=jsonl, or ask for a job`,
    );
  }
  if (tables.length > 1) {
    throw new AppError(
      'INVALID_REQUEST',
      `stream=true is for one table and the specification has ${tables.length}; ask for a job with "Prefer: respond-async"`,
    );
  }
  const tracked = trackGeneration(generator, request, output.format);
  const pieces = compressPieces(makePieces(c, generator, { ...wanted, output, tracked }), output);
  // A reader that leaves before the first piece leaves a generator that never ran.
  const body = toStream(pieces, () => abandon(c, generator, tracked));
  return respond(c.env, body, {
    headers: { 'content-type': mediaTypeOf(output), 'x-seed': String(seed), vary: 'accept', ...headers },
  });
}

type Streamed = RowsWanted & { readonly output: TextOutput; readonly tracked: TrackedGeneration };

async function* makePieces(
  c: ApiContext,
  generator: Generator,
  { request, seed, output, tracked }: Streamed,
): AsyncGenerator<Uint8Array> {
  const { source, release } = generator.sources.acquire(request, 0);
  const numRecords = request.plan.tables[0]!.num_records;
  const startedMs = performance.now();
  let bytes = 0;
  try {
    const range: RowRange = { source, seed, numRecords };
    const { head, tail } = answerFrame({ request, ...range });
    if (head.byteLength > 0) yield head;
    for await (const block of writeBlocks(range, createWantedCheck(c.env, c.req.raw))) {
      bytes += block.byteLength;
      yield block;
    }
    if (tail.byteLength > 0) yield tail;
    tracked.end(numRecords, bytes);
    const seconds = Math.round(performance.now() - startedMs) / 1_000;
    const fields = { request_id: c.env.requestId, format: output.format, num_records: numRecords, bytes, seconds };
    generator.dependencies.log.debug('stream_finished', fields);
  } catch (thrown) {
    // The answer has begun, so that nothing is left but to break it off and to say why in the log.
    fail(c, generator, { tracked, thrown });
    throw thrown;
  } finally {
    release();
    abandon(c, generator, tracked);
  }
}

/** The reader left. Does nothing for a stream that has ended. */
function abandon(c: ApiContext, { dependencies }: Generator, tracked: TrackedGeneration): void {
  if (tracked.fail('cancelled')) dependencies.log.info('stream_abandoned', { request_id: c.env.requestId });
}

function fail(
  c: ApiContext,
  { dependencies }: Generator,
  { tracked, thrown }: { readonly tracked: TrackedGeneration; readonly thrown: unknown },
): void {
  const { code, message, cause } = AppError.from(thrown);
  if (code === 'CANCELLED' || !tracked.fail('failed')) return;
  dependencies.metrics.record('tabular_errors_total', { error_type: code, component: 'stream' }, 1);
  const reason = cause instanceof Error ? (cause.stack ?? cause.message) : undefined;
  const { requestId: request_id, endpoint } = c.env;
  dependencies.log.error('request_failed', { request_id, method: 'POST', endpoint, code, message, cause: reason });
}
