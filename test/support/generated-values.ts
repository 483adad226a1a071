import type { PageRange } from '../../shared/columns/column-program.ts';
import { bindTable } from '../../shared/generation/bind-table.ts';
import { compileTable } from '../../shared/generation/compile-table.ts';
import type { BoundTable } from '../../shared/generation/table-program.ts';
import { KernelSession } from '../../shared/kernels/kernel-session.ts';
import type { Kernels } from '../../shared/kernels/kernels.ts';
import { createTwinKernels } from '../../shared/kernels/twin/twin-kernels.ts';
import { compileKernels, createWasmKernels } from '../../shared/kernels/wasm-kernels.ts';
import { planJob } from '../../shared/planning/plan-job.ts';
import { normaliseSpec } from '../../shared/spec/normalise-spec.ts';
import { type Value, vectorValues } from './vector-values.ts';

const module = compileKernels();

/** The two implementations of the kernels, by name. */
export const KERNELS: Readonly<Record<'wasm' | 'twin', () => Kernels>> = {
  wasm: () => createWasmKernels(module),
  twin: createTwinKernels,
};

/** The one table of a spec document, bound to fresh memory. */
export function bindSpec(document: unknown, kernels: Kernels = KERNELS.wasm(), seed = 1): BoundTable {
  const { plan, blockSums } = planJob(normaliseSpec(document, { seed }));
  return bindTable(compileTable(plan, 0, { blockSums }), new KernelSession(kernels));
}

/** Every table of a spec document, each bound to fresh memory, with its planned number of rows. */
export function bindTables(document: unknown, kernels: () => Kernels = KERNELS.wasm, seed = 1): BoundTable[] {
  const { plan, blockSums } = planJob(normaliseSpec(document, { seed }));
  return plan.tables.map(({ index }) =>
    bindTable(compileTable(plan, index, { blockSums }), new KernelSession(kernels())),
  );
}

/** Rows [rowStart, rowEnd) of every column, in output order, generated page by page. */
export function generatedValues(bound: BoundTable, rowStart: number, rowEnd: number): Value[][] {
  const columns: Value[][] = bound.program.columns.map(() => []);
  const { pageRows } = bound.program;
  for (let row = rowStart; row < rowEnd; row += pageRows) {
    const page: PageRange = { rowStart: row, rowCount: Math.min(pageRows, rowEnd - row) };
    for (const [index, vector] of bound.emitPage(page).entries()) {
      const values = vectorValues(bound.session, bound.program.columns[index]!, vector, page.rowCount);
      for (const value of values) columns[index]!.push(value);
    }
  }
  return columns;
}
