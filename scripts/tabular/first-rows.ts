import type { Plan } from '../../shared/contracts/plan.ts';
import { bindTable } from '../../shared/generation/bind-table.ts';
import { compileTable } from '../../shared/generation/compile-table.ts';
import { KernelSession } from '../../shared/kernels/kernel-session.ts';
import { compileKernels, createWasmKernels } from '../../shared/kernels/wasm-kernels.ts';
import type { TextFormat } from '../../shared/text/column-text.ts';
import { createRowWriter } from '../../shared/text/row-writer.ts';

/** Rows 0..count-1 of the plan's first table as a whole file of `format`, piece by piece. */
export function* writeFirstRows(plan: Plan, format: TextFormat, count: number): Generator<string> {
  const session = new KernelSession(createWasmKernels(compileKernels()));
  const writer = createRowWriter(bindTable(compileTable(plan, 0), session), format);
  const decoder = new TextDecoder();
  yield decoder.decode(writer.frame.header);
  for (let row = 0; row < count; row += writer.blockRows) {
    if (row > 0) yield decoder.decode(writer.frame.separator);
    yield decoder.decode(writer.rows(row, Math.min(writer.blockRows, count - row)));
  }
  yield decoder.decode(writer.frame.footer);
}
