import { AppError } from '../../shared/errors/app-error.ts';
import { invariant } from '../../shared/errors/invariant.ts';
import type { ApiContext } from '../../shared/http/api.ts';
import { type ResponseHeaders, respond } from '../../shared/http/respond.ts';
import { answerFrame } from './answer-frame.ts';
import { compressAnswer } from './compress-answer.ts';
import { encodeFile } from './encode-file.ts';
import type { Generator } from './generator.ts';
import { cacheHeader, keptRows } from './kept-answers.ts';
import { mediaTypeOf } from './media-types.ts';
import { atSeed, type PreparedRequest } from './prepare-request.ts';
import type { RowSource } from './row-source.ts';
import { isTextOutput } from './text-output.ts';
import { trackGeneration } from './track-generation.ts';
import { createWantedCheck, isOneBlock, joinBytes, type RowRange, writeBlock, writeBlocks } from './write-rows.ts';
import { requireOneTable, rowsOfTables, writeTables } from './write-tables.ts';

export interface RowsWanted {
  readonly request: PreparedRequest;
  readonly seed: number;
  /** The first so many rows of each table; `Infinity` for all. */
  readonly rowsMax: number;
  /** What the answer is kept as; absent for a seed that nobody knows yet, so that nobody can ask for the same rows. */
  readonly keptAs?: 'rows' | 'preview' | undefined;
  readonly headers?: ResponseHeaders;
}

/**
 * The rows as one answer, found among those kept or made here and now. Throws TOO_MANY_REQUESTS when too many are being
 * made already, and FORMAT_NOT_ACCEPTABLE for several tables in a format that holds one.
 */
export async function answerRows(c: ApiContext, generator: Generator, wanted: RowsWanted): Promise<Response> {
  const request = await atSeed(wanted.request, wanted.seed);
  requireOneTable(request);
  const { seed, headers, keptAs: kind, rowsMax } = wanted;
  const kept = keptRows(c, generator.dependencies.cache, { kind, request, seed, rowsMax });
  const found = await kept.find();
  const bytes = found?.bytes ?? (await trackRows(c, generator, { ...wanted, request }));
  if (found === undefined) kept.keep(bytes);
  const seedHeader = request.spec.output.format === 'json' ? undefined : { 'x-seed': String(seed) };
  const type = mediaTypeOf(request.spec.output);
  return respond(c.env, bytes, {
    headers: { 'content-type': type, vary: 'accept', ...seedHeader, ...headers, ...(found && cacheHeader(found)) },
  });
}

async function trackRows(c: ApiContext, generator: Generator, wanted: RowsWanted): Promise<Uint8Array<ArrayBuffer>> {
  const { request, rowsMax } = wanted;
  const tracked = trackGeneration(generator, request, request.spec.output.format);
  try {
    const bytes = await makeBytes(c, generator, wanted);
    const rows = rowsOfTables(request, rowsMax).reduce((sum, ofTable) => sum + ofTable, 0);
    tracked.end(rows, bytes.byteLength);
    return bytes;
  } catch (error) {
    tracked.fail(error instanceof AppError && error.code === 'CANCELLED' ? 'cancelled' : 'failed');
    throw error;
  }
}

async function makeBytes(c: ApiContext, generator: Generator, wanted: RowsWanted): Promise<Uint8Array<ArrayBuffer>> {
  const { request } = wanted;
  if (request.plan.tables.length > 1) return makeTables(c, generator, wanted);
  const { source, release } = generator.sources.acquire(request, 0);
  try {
    return await makeTable(c, source, wanted);
  } finally {
    release();
  }
}

async function makeTable(
  c: ApiContext,
  source: RowSource,
  { request, seed, rowsMax }: RowsWanted,
): Promise<Uint8Array<ArrayBuffer>> {
  const { output } = request.plan;
  const [numRecords] = rowsOfTables(request, rowsMax) as [number];
  if (!isTextOutput(output)) return encodeFile(source, { plan: request.plan, seed, numRecords });
  const range: RowRange = { source, seed, numRecords };
  const { head, tail } = answerFrame({ request, ...range });
  if (isOneBlock(range)) return compressAnswer(joinBytes([head, writeBlock(range, 0, numRecords), tail]), output);
  const pieces = [head];
  for await (const block of writeBlocks(range, createWantedCheck(c.env, c.req.raw))) pieces.push(block);
  pieces.push(tail);
  return compressAnswer(joinBytes(pieces), output);
}

async function makeTables(c: ApiContext, generator: Generator, wanted: RowsWanted): Promise<Uint8Array<ArrayBuffer>> {
  const { output } = wanted.request.plan;
  invariant(isTextOutput(output), 'several tables in one answer are JSON');
  const pieces: Uint8Array[] = [];
  for await (const piece of writeTables(generator, wanted, createWantedCheck(c.env, c.req.raw))) pieces.push(piece);
  return compressAnswer(joinBytes(pieces), output);
}
