import { bindTable } from '../../shared/generation/bind-table.ts';
import { compileTable } from '../../shared/generation/compile-table.ts';
import type { BoundTable } from '../../shared/generation/table-program.ts';
import { KernelSession } from '../../shared/kernels/kernel-session.ts';
import { planJob } from '../../shared/planning/plan-job.ts';
import { normaliseSpec } from '../../shared/spec/normalise-spec.ts';
import { generatedValues, KERNELS } from './generated-values.ts';
import type { Value } from './vector-values.ts';

/** One table of a specification with several, ready to be read anywhere. */
export interface ReadableTable {
  readonly numRecords: number;
  readonly bound: BoundTable;
  /** Rows [rowStart, rowEnd) of each column by name. */
  read(rowStart?: number, rowEnd?: number): Record<string, Value[]>;
}

export function readableTable(document: unknown, tableName: string, seed = 1): ReadableTable {
  const { plan, blockSums } = planJob(normaliseSpec(document, { seed }));
  const index = plan.tables.findIndex(({ name }) => name === tableName);
  const bound = bindTable(compileTable(plan, index, { blockSums }), new KernelSession(KERNELS.wasm()));
  const numRecords = plan.tables[index]!.num_records;
  return {
    numRecords,
    bound,
    read(rowStart = 0, rowEnd = numRecords) {
      const columns = generatedValues(bound, rowStart, rowEnd);
      return Object.fromEntries(bound.program.columns.map(({ name }, position) => [name, columns[position]!]));
    },
  };
}
