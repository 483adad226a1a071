import type { PlannedTable } from '../contracts/plan.ts';
import type { ChunkRange } from '../contracts/task.ts';
import { invariant } from '../errors/invariant.ts';

type ChunkedTable = Pick<PlannedTable, 'num_records' | 'chunk_rows' | 'file_rows'>;

/** Chunks of a table. A table without rows has one, so that its files exist. Exact for every row count up to 2^53-1. */
export function chunkCount(table: ChunkedTable): number {
  const { num_records, chunk_rows, file_rows = num_records } = table;
  const wholeFiles = file_rows === 0 ? 0 : Math.floor(num_records / file_rows);
  const rest = num_records - wholeFiles * file_rows;
  // Below 2^53 a quotient's fraction, at least 1 / chunk_rows, is more than half of its last place: it never rounds away.
  return Math.max(wholeFiles * Math.ceil(file_rows / chunk_rows) + Math.ceil(rest / chunk_rows), 1);
}

/** Chunks of every file but the last of a table that is split; Infinity for one that is not. */
export function chunksPerFile({ chunk_rows, file_rows }: ChunkedTable): number {
  return file_rows === undefined ? Number.POSITIVE_INFINITY : Math.ceil(file_rows / chunk_rows);
}

/** The rows of one chunk. */
export function chunkRange(table: ChunkedTable & Pick<PlannedTable, 'index'>, chunkIndex: number): ChunkRange {
  invariant(chunkIndex >= 0 && chunkIndex < chunkCount(table), `table ${table.index} has a chunk ${chunkIndex}`);
  const { num_records, chunk_rows, file_rows = num_records } = table;
  const perFile = chunksPerFile(table);
  const fileIndex = Math.floor(chunkIndex / perFile);
  const fileStart = fileIndex * file_rows;
  const rowStart = fileStart + (chunkIndex % perFile) * chunk_rows;
  return {
    table: table.index,
    chunk_index: chunkIndex,
    row_start: rowStart,
    row_end: Math.min(rowStart + chunk_rows, fileStart + file_rows, num_records),
  };
}
