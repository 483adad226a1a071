import type { PlannedTable } from '../contracts/plan.ts';
import type { ChunkRange } from '../contracts/task.ts';
import { invariant } from '../errors/invariant.ts';

type SizedTable = Pick<PlannedTable, 'index' | 'num_records' | 'chunk_rows'>;

/** Chunks of a table. A table without rows has one, so that its files exist. Exact for every row count up to 2^53-1. */
export function chunkCount({ num_records, chunk_rows }: Pick<SizedTable, 'num_records' | 'chunk_rows'>): number {
  // Below 2^53 a quotient's fraction, at least 1 / chunk_rows, is more than half of its last place: it never rounds away.
  return Math.max(Math.ceil(num_records / chunk_rows), 1);
}

/** The rows of one chunk. */
export function chunkRange(table: SizedTable, chunkIndex: number): ChunkRange {
  invariant(chunkIndex >= 0 && chunkIndex < chunkCount(table), `table ${table.index} has a chunk ${chunkIndex}`);
  const rowStart = chunkIndex * table.chunk_rows;
  return {
    table: table.index,
    chunk_index: chunkIndex,
    row_start: rowStart,
    row_end: Math.min(rowStart + table.chunk_rows, table.num_records),
  };
}
