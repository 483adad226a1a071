import { hash } from 'node:crypto';
import { type PlacedKey, replaceKeys } from '../../shared/columns/stream-scope.ts';
import type { Plan } from '../../shared/contracts/plan.ts';
import { bindTable } from '../../shared/generation/bind-table.ts';
import { compileTable } from '../../shared/generation/compile-table.ts';
import type { BoundTable } from '../../shared/generation/table-program.ts';
import type { KernelSession } from '../../shared/kernels/kernel-session.ts';
import { createRowWriter, type RowWriter } from '../../shared/text/row-writer.ts';

/** Scratch of one page: small pages, because a request is small and many tables stay bound. */
const SCRATCH_BYTES = 4 * 1024 * 1024;
const PAGE_ROWS_MAX = 4_096;
const PAGE_ROWS_MIN = 64;

export type TextFormat = 'csv' | 'json' | 'jsonl';

/** Several times faster than one in JavaScript, and every request draws a seed. */
const digest = (bytes: Uint8Array): Uint8Array => hash('sha256', bytes, 'buffer');

/** The one table of a request, bound to a session and ready for any seed. */
export interface RowSource {
  readonly bound: BoundTable;
  /** Makes the rows of this seed come next; costs a hash per column when it differs from the last one. */
  useSeed(seed: number): void;
  /** One writer per text format, made when first asked for. */
  writer(format: TextFormat): RowWriter;
}

/** Binds the plan's table to a session; whatever the session held is forgotten. */
export function createRowSource(plan: Plan, session: KernelSession): RowSource {
  const keys: PlacedKey[] = [];
  const program = compileTable(plan, 0, (key) => keys.push(key));
  const fitting = Math.floor(SCRATCH_BYTES / Math.max(1, program.scratchBytesPerRow));
  const pageRows = Math.min(
    Math.max(fitting - (fitting % PAGE_ROWS_MIN), PAGE_ROWS_MIN),
    PAGE_ROWS_MAX,
    program.pageRows,
  );
  const bound = bindTable({ ...program, pageRows }, session);
  const writers = new Map<TextFormat, RowWriter>();
  let current = plan.seed;
  return {
    bound,
    useSeed(seed) {
      if (seed === current) return;
      const scope = { seed, generationVersion: plan.generation_version, tableName: program.tableName };
      replaceKeys(session, keys, { scope, digest });
      current = seed;
    },
    writer(format) {
      const known = writers.get(format);
      if (known !== undefined) return known;
      const made = createRowWriter(bound, format);
      writers.set(format, made);
      return made;
    },
  };
}
