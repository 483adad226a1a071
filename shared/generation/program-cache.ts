import type { PlannedJob } from '../contracts/plan.ts';
import { KernelSession } from '../kernels/kernel-session.ts';
import type { Kernels } from '../kernels/kernels.ts';
import { bindTable } from './bind-table.ts';
import { compileTable } from './compile-table.ts';
import type { BoundTable, TableProgram } from './table-program.ts';

/** Compiled tables by plan, and one session that holds the bound one. */
export interface ProgramCache {
  /**
   * Table `tableIndex` of the plan with this hash, bound and ready. The answer is valid until the next call: there is
   * one memory, and binding another table empties it.
   */
  acquire(planHash: string, planned: PlannedJob, tableIndex: number): BoundTable;
}

/**
 * A cache of the `entries` tables used last. The same table again costs a map look-up, another known one its binding
 * (tables are kept, only copied), a new one also its compilation.
 */
export function createProgramCache(kernels: Kernels, { entries }: { readonly entries: number }): ProgramCache {
  const session = new KernelSession(kernels);
  const programs = new Map<string, TableProgram>();
  let bound: { name: string; table: BoundTable } | undefined;

  function findProgram(name: string, { plan, blockSums }: PlannedJob, tableIndex: number): TableProgram {
    const program = programs.get(name) ?? compileTable(plan, tableIndex, { blockSums });
    // Put back at the end: a map gives its keys oldest first.
    programs.delete(name);
    programs.set(name, program);
    if (programs.size > entries) programs.delete(programs.keys().next().value ?? name);
    return program;
  }

  return {
    acquire(planHash, planned, tableIndex) {
      const name = `${planHash}/${tableIndex}`;
      const program = findProgram(name, planned, tableIndex);
      if (bound?.name !== name) {
        // Binding may throw half-way; the session then holds no table at all.
        bound = undefined;
        bound = { name, table: bindTable(program, session) };
      }
      return bound.table;
    },
  };
}
