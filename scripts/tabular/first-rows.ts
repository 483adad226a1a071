import type { PlannedJob } from '../../shared/contracts/plan.ts';
import { bindTable } from '../../shared/generation/bind-table.ts';
import { compileTable } from '../../shared/generation/compile-table.ts';
import { KernelSession } from '../../shared/kernels/kernel-session.ts';
import { compileKernels, createWasmKernels } from '../../shared/kernels/wasm-kernels.ts';
import { createRowWriter } from '../../shared/text/row-writer.ts';
import type { TextStyle } from '../../shared/text/text-style.ts';

/** Rows 0..count-1 of one table of the plan as a whole file, piece by piece. */
export function* writeFirstRows(
  { plan, blockSums }: PlannedJob,
  { table, count }: { readonly table: number; readonly count: number },
  style: TextStyle,
): Generator<string> {
  const session = new KernelSession(createWasmKernels(compileKernels()));
  const writer = createRowWriter(bindTable(compileTable(plan, table, { blockSums }), session), style);
  const decoder = new TextDecoder();
  yield decoder.decode(writer.frame.head(0, count > 0));
  for (let row = 0; row < count; row += writer.blockRows) {
    if (row > 0) yield decoder.decode(writer.frame.separator(row));
    yield decoder.decode(writer.rows(row, Math.min(writer.blockRows, count - row)));
  }
  yield decoder.decode(writer.frame.tail(count > 0));
}
