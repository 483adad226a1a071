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
    const [chunks, perFile] = [chunkCount(table), partsPerFile(table, plan.output)];
    const isOnly = chunks <= perFile && plan.output.layout === 'file' && plan.output.split === undefined;
    for (let fileIndex = 0; fileIndex * perFile < chunks; fileIndex++) {
      yield {
        table: table.index,
        file_index: fileIndex,
        file_name: isOnly ? onlyFileName(table.name, plan.output) : partFileName(table.name, fileIndex, plan.output),
        chunk_start: fileIndex * perFile,
        chunk_end: Math.min((fileIndex + 1) * perFile, chunks),
      };
    }
  }
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
