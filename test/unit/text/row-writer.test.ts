import { describe, expect, it } from 'vitest';
import { KernelSession } from '../../../shared/kernels/kernel-session.ts';
import { compileKernels, createWasmKernels } from '../../../shared/kernels/wasm-kernels.ts';
import { createTextPartEncoder } from '../../../shared/text/part-encoder.ts';
import { createRowWriter } from '../../../shared/text/row-writer.ts';
import { everyTypeColumns } from '../../support/every-type.ts';
import { fixedTable } from '../../support/fixed-table.ts';
import { everyTextStyle } from '../../support/text-styles.ts';

const ROWS = 400;
const decoder = new TextDecoder();

function bind() {
  return fixedTable(new KernelSession(createWasmKernels(compileKernels())), everyTypeColumns(ROWS), { pageRows: 128 });
}

describe('createRowWriter', () => {
  it.each(everyTextStyle())('makes the part of $format $statement from frame, rows and separators', (style) => {
    const bound = bind();
    const whole = decoder.decode(createTextPartEncoder(bound, style).encode(0, ROWS).slices[0]);
    const { frame, rows, blockRows } = createRowWriter(bound, style);
    const blocks: string[] = [];
    for (let row = 0; row < ROWS; row += blockRows) {
      blocks.push(decoder.decode(rows(row, Math.min(blockRows, ROWS - row))));
    }
    const joined = blocks.map((block, i) => (i === 0 ? '' : decoder.decode(frame.separator(i * blockRows))) + block);
    expect(decoder.decode(frame.head(0, true)) + joined.join('') + decoder.decode(frame.tail(true))).toBe(whole);
  });

  it('keeps writing the same rows while others use the session', () => {
    const bound = bind();
    const csv = createRowWriter(bound, { format: 'csv' });
    const json = createRowWriter(bound, { format: 'json' });
    const first = decoder.decode(csv.rows(0, 10));
    json.rows(5, 100);
    bound.session.bytes.fill(255, bound.session.arenaStart, bound.session.arenaStart + 10_000);
    expect(decoder.decode(csv.rows(0, 10))).toBe(first);
  });

  it('gives nothing for no rows', () => {
    expect(createRowWriter(bind(), { format: 'json' }).rows(0, 0)).toHaveLength(0);
  });
});
