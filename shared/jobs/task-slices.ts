import type { Plan } from '../contracts/plan.ts';
import type { ChunkRange, MergeRange } from '../contracts/task.ts';
import { chunkCount, chunkRange } from '../planning/chunk-range.ts';
import { mergeRanges } from '../planning/merge-ranges.ts';

export const STEP_NAMES = ['chunk', 'merge'] as const;
export type StepName = (typeof STEP_NAMES)[number];

/** A task before it is inserted. `units` is what it adds to its step: rows of a chunk, parts of a merge. */
export interface NewTask {
  readonly task_index: number;
  readonly range: ChunkRange | MergeRange;
  readonly units: number;
}

/** What a step amounts to when all its tasks are done. */
export interface StepSize {
  readonly tasks: number;
  readonly units: number;
}

/** Tasks and units of a step, without listing its tasks. */
export function stepSize(plan: Plan, step: StepName): StepSize {
  if (step === 'chunk') {
    return {
      tasks: sum(plan.tables.map(chunkCount)),
      units: sum(plan.tables.map((table) => table.num_records)),
    };
  }
  if (!isMerged(plan)) return { tasks: 0, units: 0 };
  let tasks = 0;
  let units = 0;
  for (const range of mergeRanges(plan)) {
    tasks++;
    units += range.chunk_end - range.chunk_start;
  }
  return { tasks, units };
}

/** Where parts stay parts they are the files, and the merge step has nothing to do. */
function isMerged({ output }: Plan): boolean {
  return output.layout === 'file';
}

/** Task numbers of the chunk step run through the tables: this is the number of a table's first chunk. */
export function firstChunkTask(plan: Plan, tableIndex: number): number {
  return sum(plan.tables.slice(0, tableIndex).map(chunkCount));
}

/** The tasks [taskStart, taskEnd) of a step; `taskEnd` beyond the last task is cut. */
export function* sliceTasks(
  plan: Plan,
  step: StepName,
  slice: { taskStart: number; taskEnd: number },
): Generator<NewTask> {
  if (step === 'chunk') yield* sliceChunks(plan, slice.taskStart, slice.taskEnd);
  else if (isMerged(plan)) yield* sliceMerges(plan, slice.taskStart, slice.taskEnd);
}

function* sliceChunks(plan: Plan, taskStart: number, taskEnd: number): Generator<NewTask> {
  let first = 0;
  for (const table of plan.tables) {
    const next = first + chunkCount(table);
    for (let taskIndex = Math.max(first, taskStart); taskIndex < Math.min(next, taskEnd); taskIndex++) {
      const range = chunkRange(table, taskIndex - first);
      yield { task_index: taskIndex, range, units: range.row_end - range.row_start };
    }
    first = next;
  }
}

function* sliceMerges(plan: Plan, taskStart: number, taskEnd: number): Generator<NewTask> {
  let taskIndex = 0;
  for (const range of mergeRanges(plan)) {
    if (taskIndex >= taskEnd) return;
    if (taskIndex >= taskStart) yield { task_index: taskIndex, range, units: range.chunk_end - range.chunk_start };
    taskIndex++;
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
