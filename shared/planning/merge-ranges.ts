import { LIMITS } from '../contracts/limits.ts';
import type { Plan, PlannedTable } from '../contracts/plan.ts';
import { outputLeafCount } from '../contracts/plan-columns.ts';
import type { OutputSpec } from '../contracts/spec-document.ts';
import type { MergeRange } from '../contracts/task.ts';
import { chunkCount, chunksPerFile } from './chunk-range.ts';
import { onlyFileName, partFileName } from './file-name.ts';

/** Every output file of a plan, table after table. Nothing is listed in advance. */
export function* mergeRanges(plan: Pick<Plan, 'tables' | 'output'>): Generator<MergeRange> {
  for (const table of plan.tables) {
    const files = fileCount(table, plan.output);
    for (let fileIndex = 0; fileIndex < files; fileIndex++) yield mergeRange(table, plan.output, fileIndex);
  }
}

/** The file that a chunk of a table belongs to. */
export function fileOfChunk(table: PlannedTable, output: OutputSpec, chunkIndex: number): MergeRange {
  return mergeRange(table, output, Math.floor(chunkIndex / partsPerFile(table, output)));
}

function mergeRange(table: PlannedTable, output: OutputSpec, fileIndex: number): MergeRange {
  const [chunks, perFile] = [chunkCount(table), partsPerFile(table, output)];
  const isOnly = chunks <= perFile && output.layout === 'file' && output.split === undefined;
  const chunkStart = fileIndex === 0 ? 0 : fileIndex * perFile;
  return {
    table: table.index,
    file_index: fileIndex,
    file_name: isOnly ? onlyFileName(table.name, output) : partFileName(table.name, fileIndex, output),
    chunk_start: chunkStart,
    chunk_end: Math.min(chunkStart + perFile, chunks),
  };
}

/** Output files of a table. */
export function fileCount(table: PlannedTable, output: OutputSpec): number {
  return Math.ceil(chunkCount(table) / partsPerFile(table, output));
}

/** How many chunks one file holds: one when parts were asked for, those of its rows when the table is split. */
function partsPerFile(table: PlannedTable, output: OutputSpec): number {
  return output.layout === 'parts' ? 1 : Math.min(chunksPerFile(table), partsPerFileMax(table, output));
}

/** How many chunks one file may hold: what object stores and Parquet allow. */
export function partsPerFileMax(table: Pick<PlannedTable, 'groups'>, output: OutputSpec): number {
  if (output.format !== 'parquet') return LIMITS.partsPerFile;
  const byFooter = Math.floor(LIMITS.columnChunksPerFile / outputLeafCount(table));
  return Math.min(LIMITS.partsPerFile, LIMITS.rowGroupsPerFile, byFooter);
}
