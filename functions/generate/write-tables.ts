import { AppError } from '../../shared/errors/app-error.ts';
import { openAnswer } from './answer-frame.ts';
import type { RowsWanted } from './answer-rows.ts';
import type { Generator } from './generator.ts';
import type { PreparedRequest } from './prepare-request.ts';
import { writeBlocks } from './write-rows.ts';

/** Only JSON has a place for several tables in one answer. Throws FORMAT_NOT_ACCEPTABLE for the other formats. */
export function requireOneTable({ plan }: PreparedRequest): void {
  const { tables, output } = plan;
  if (tables.length === 1 || output.format === 'json') return;
  throw new AppError(
    'FORMAT_NOT_ACCEPTABLE',
    `one answer of ${output.format} holds one table and the specification has ${tables.length}; use format=json, or ask for a job with "Prefer: respond-async"`,
  );
}

/** Rows of each table: all of them, or fewer for a preview. */
export function rowsOfTables({ plan }: PreparedRequest, rowsMax: number): number[] {
  return plan.tables.map(({ num_records }) => Math.min(num_records, rowsMax));
}

/**
 * The JSON answer of several tables, `{num_records, seed, spec_hash, data: {table: [rows], …}}`, block by block;
 * `requireWanted` throws when nobody waits for it any more.
 */
export async function* writeTables(
  { sources }: Pick<Generator, 'sources'>,
  { request, seed, rowsMax }: RowsWanted,
  requireWanted: () => void,
): AsyncGenerator<Uint8Array> {
  const rows = rowsOfTables(request, rowsMax);
  const numRecords = rows.reduce((sum, ofTable) => sum + ofTable, 0);
  yield Buffer.from(openAnswer(request.plan, { seed, numRecords }));
  for (const [index, { name }] of request.plan.tables.entries()) {
    const { source, release } = sources.acquire(request, index);
    try {
      const { frame } = source.writer();
      const hasRows = rows[index]! > 0;
      yield Buffer.from(`${index === 0 ? '{' : ','}${JSON.stringify(name)}:`);
      yield frame.head(0, hasRows);
      yield* writeBlocks({ source, seed, numRecords: rows[index]! }, requireWanted);
      yield frame.tail(hasRows);
    } finally {
      release();
    }
  }
  yield Buffer.from('}}');
}
