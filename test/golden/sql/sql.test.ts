import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { KernelSession } from '../../../shared/kernels/kernel-session.ts';
import { compileKernels, createWasmKernels } from '../../../shared/kernels/wasm-kernels.ts';
import { createTextPartEncoder } from '../../../shared/text/part-encoder.ts';
import { everyTypeColumns } from '../../support/every-type.ts';
import { fixedTable } from '../../support/fixed-table.ts';
import { sqlStyle } from '../../support/text-styles.ts';

const ROWS = 9;
const SCRIPTS = [
  ['postgresql-insert.sql', sqlStyle()],
  ['postgresql-copy.sql', sqlStyle({ statement: 'copy' })],
  ['mysql-insert.sql', sqlStyle({ dialect: 'mysql' })],
  ['sqlite-insert.sql', sqlStyle({ dialect: 'sqlite' })],
] as const;

describe('scripts of every type', () => {
  it.each(SCRIPTS)('are those of %s', (name, style) => {
    const session = new KernelSession(createWasmKernels(compileKernels()));
    const bound = fixedTable(session, everyTypeColumns(ROWS), { tableName: 'every "type" of `value`' });
    const encoder = createTextPartEncoder(bound, { ...style, create_table: true, rows_per_statement: 4 });
    const text = new TextDecoder().decode(encoder.encode(0, ROWS).slices[0]);
    expect(text).toBe(readFileSync(`test/golden/sql/${name}`, 'utf8'));
  });
});
