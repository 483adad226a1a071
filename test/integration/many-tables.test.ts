import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { runLocalJob } from '../../scripts/tabular/local-job.ts';
import { bindTable } from '../../shared/generation/bind-table.ts';
import { compileTable } from '../../shared/generation/compile-table.ts';
import { KernelSession } from '../../shared/kernels/kernel-session.ts';
import { planJob } from '../../shared/planning/plan-job.ts';
import { normaliseSpec } from '../../shared/spec/normalise-spec.ts';
import { generatedValues, KERNELS } from '../support/generated-values.ts';

type Row = Record<string, number>;

const root = mkdtempSync(join(tmpdir(), 'tabular-tables-'));
afterAll(() => rmSync(root, { recursive: true }));
let runs = 0;

/** The rows of every table, made as a job of JSON Lines; `chunkRows` small, so that there are many chunks. */
async function rowsOf(document: object, { chunkRows, workers }: { chunkRows: number; workers: number }) {
  const output = { format: 'jsonl', chunk_rows: chunkRows };
  const planned = planJob(normaliseSpec({ ...document, output }, { seed: 1 }));
  const { path, manifest } = await runLocalJob({ ...planned, outputPath: join(root, `run-${runs++}`), workers });
  const rows = manifest.tables.map(({ name, files, num_records }) => {
    const text = files.map((file) => readFileSync(join(path, file.name), 'utf8')).join('');
    const lines = text.split('\n').filter((line) => line !== '');
    expect(lines).toHaveLength(num_records);
    return [name, lines.map((line) => JSON.parse(line) as Row)] as const;
  });
  return { manifest, rows: new Map(rows) };
}

const SHOP = {
  tables: {
    customers: { num_records: 3_000, primary_key: 'id', columns: { id: 'sequence(1)', name: 'full_name' } },
    orders: {
      primary_key: 'id',
      columns: {
        id: 'sequence(1)',
        customer: { kind: 'foreign_key', references: 'customers', children: [0, 5] },
        referrer: 'foreign_key(customers.id)?',
      },
    },
    products: { num_records: 40, primary_key: 'sku', columns: { sku: 'uuid' } },
    items: {
      columns: {
        order: { kind: 'foreign_key', references: 'orders', children: [1, 4] },
        sku: { kind: 'foreign_key', references: 'products', unique_within_owner: true },
      },
    },
  },
};

describe('a job of several tables', () => {
  it('has the same rows for any chunk size and any number of workers', async () => {
    const one = await rowsOf(SHOP, { chunkRows: 100_000, workers: 1 });
    const many = await rowsOf(SHOP, { chunkRows: 333, workers: 2 });
    expect(many.rows).toEqual(one.rows);
    expect(one.manifest.tables.map(({ name, columns }) => [name, columns.map(({ type }) => type)])).toEqual([
      ['customers', ['int64', 'string']],
      ['orders', ['int64', 'int64', 'int64']],
      ['products', ['uuid']],
      ['items', ['int64', 'uuid']],
    ]);
    const customers = new Set(one.rows.get('customers')!.map(({ id }) => id));
    expect(one.rows.get('orders')!.every(({ customer }) => customers.has(customer))).toBe(true);
    const pairs = one.rows.get('items')!.map(({ order, sku }) => `${order} ${sku}`);
    expect(new Set(pairs).size).toBe(pairs.length);
  });

  it('holds a hundred of them, each owned by the one before', async () => {
    const tables: Record<string, object> = { t0: { num_records: 40, columns: { id: 'sequence' } } };
    for (let index = 1; index < 100; index++)
      tables[`t${index}`] = {
        columns: {
          id: `sequence(${index})`,
          above: { kind: 'foreign_key', references: `t${index - 1}.id`, children: [0, 2] },
          first: 'foreign_key(t0.id)',
        },
      };
    // Owners may draw no children at all for so long a line: a floor of rows keeps every table alive.
    for (let index = 10; index < 100; index += 10) tables[`t${index}`] = { ...tables[`t${index}`], num_records: 40 };
    const { rows, manifest } = await rowsOf({ tables }, { chunkRows: 64, workers: 2 });
    expect(manifest.tables).toHaveLength(100);
    for (let index = 1; index < 100; index++) {
      const parents = new Set(rows.get(`t${index - 1}`)!.map(({ id }) => id));
      expect(rows.get(`t${index}`)!.every(({ above }) => parents.has(above))).toBe(true);
    }
  });

  it('makes the last of a thousand million children without those before', () => {
    const document = {
      tables: {
        p: { num_records: 100_000_000, columns: { id: 'sequence', code: 'uuid' } },
        c: {
          columns: {
            id: 'sequence',
            p: { kind: 'foreign_key', references: 'p.id', children: [0, 20] },
            code: 'foreign_key(p.code)',
          },
        },
      },
    };
    const { plan, blockSums } = planJob(normaliseSpec(document, { seed: 1 }));
    const { num_records: rows } = plan.tables[1]!;
    expect(rows / 1e9).toBeCloseTo(1, 2);
    const child = bindTable(compileTable(plan, 1, { blockSums }), new KernelSession(KERNELS.wasm()));
    const [ids, parents] = generatedValues(child, rows - 3_000, rows);
    expect(ids!.at(-1)).toBe(BigInt(rows - 1));
    const numbers = parents!.map(Number);
    expect(numbers.every((parent, i) => parent < 1e8 && (i === 0 || parent >= numbers[i - 1]!))).toBe(true);
    expect(numbers.at(-1)).toBeGreaterThan(1e8 - 100);
    expect(numbers[0]).toBeGreaterThan(1e8 - 600);
    expect(child.session.kernels.memory.buffer.byteLength).toBeLessThan(64 * 1024 * 1024);
  });
});
