import { hash } from 'node:crypto';
import { type PlacedKey, replaceKeys } from '../../shared/columns/stream-scope.ts';
import type { PlannedJob } from '../../shared/contracts/plan.ts';
import type { OutputSpec } from '../../shared/contracts/spec-document.ts';
import { invariant } from '../../shared/errors/invariant.ts';
import { bindTable } from '../../shared/generation/bind-table.ts';
import { compileTable } from '../../shared/generation/compile-table.ts';
import type { BoundTable } from '../../shared/generation/table-program.ts';
import type { KernelSession } from '../../shared/kernels/kernel-session.ts';
import { sizesDependOnSeed } from '../../shared/planning/counted-keys.ts';
import { createRowWriter, type RowWriter } from '../../shared/text/row-writer.ts';
import { isTextOutput, type TextOutput } from './text-output.ts';

/** Scratch of one page: small pages, because a request is small and many tables stay bound. */
const SCRATCH_BYTES = 4 * 1024 * 1024;
const PAGE_ROWS_MAX = 4_096;
const PAGE_ROWS_MIN = 64;

/** Several times faster than one in JavaScript, and every request draws a seed. */
const digest = (bytes: Uint8Array): Uint8Array => hash('sha256', bytes, 'buffer');

/** One table of a request, bound to a session and ready for any seed that its plan holds for. */
export interface RowSource {
  readonly bound: BoundTable;
  /** Makes the rows of this seed come next; costs a hash per column when it differs from the last one. */
  useSeed(seed: number): void;
  /** Of the plan's output, which is text; made when first asked for. */
  writer(): RowWriter;
}

/** Binds a table of the plan to a session; whatever the session held is forgotten. */
export function createRowSource(
  { plan, blockSums }: PlannedJob,
  tableIndex: number,
  session: KernelSession,
): RowSource {
  const keys: PlacedKey[] = [];
  const program = compileTable(plan, tableIndex, { blockSums, onKey: (key) => keys.push(key) });
  const fitting = Math.floor(SCRATCH_BYTES / Math.max(1, program.scratchBytesPerRow));
  const pageRows = Math.min(
    Math.max(fitting - (fitting % PAGE_ROWS_MIN), PAGE_ROWS_MIN),
    PAGE_ROWS_MAX,
    program.pageRows,
  );
  const bound = bindTable({ ...program, pageRows }, session);
  let writer: RowWriter | undefined;
  let current = plan.seed;
  return {
    bound,
    useSeed(seed) {
      if (seed === current) return;
      // What a bound table keeps of the parents of its rows is of one seed.
      invariant(!sizesDependOnSeed(plan), 'a plan whose sizes depend on the seed is made for each');
      const scope = { seed, generationVersion: plan.generation_version, tableName: program.tableName };
      replaceKeys(session, keys, { scope, digest });
      current = seed;
    },
    writer() {
      writer ??= createRowWriter(bound, requireText(plan.output));
      return writer;
    },
  };
}

function requireText(output: OutputSpec): TextOutput {
  invariant(isTextOutput(output), 'rows of text are written for text formats');
  return output;
}
