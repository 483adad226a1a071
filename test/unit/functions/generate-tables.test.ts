import { describe, expect, it } from 'vitest';
import { Estimate } from '../../../shared/contracts/estimate.ts';
import { createTestServer, json } from '../../support/generate-server.ts';

const SHOP = {
  seed: 7,
  tables: {
    customers: { num_records: 50, primary_key: 'id', columns: { id: 'sequence(100)', city: 'city' } },
    orders: {
      primary_key: 'id',
      columns: { id: 'sequence', customer: { kind: 'foreign_key', references: 'customers', children: [0, 4] } },
    },
    items: {
      columns: { order: { kind: 'foreign_key', references: 'orders', children: [1, 3] }, quantity: 'integer[1:9]' },
    },
  },
};
type Rows = Record<string, number>[];
type Answer = { num_records: number; seed: number; data: Record<'customers' | 'orders' | 'items', Rows> };

const server = createTestServer({ config: { generation: { max_rows_per_request: 10_000, sync_max_rows: 2_000 } } });
const answerOf = async (response: Response) => (await response.json()) as Answer;
const generate = async (spec: unknown) => answerOf(await server.ask('/generate', json(spec)));

function seedless(): unknown {
  const { seed: _seed, ...spec } = SHOP;
  return spec;
}

describe('POST /generate with several tables', () => {
  it('answers the rows of every table under its name, parents and children fitting', async () => {
    const { data, num_records } = await generate(SHOP);
    expect(data.customers).toHaveLength(50);
    expect(num_records).toBe(data.customers.length + data.orders.length + data.items.length);
    const customers = new Set(data.customers.map(({ id }) => id));
    const orders = new Set(data.orders.map(({ id }) => id));
    expect(data.orders.every(({ customer }) => customers.has(customer))).toBe(true);
    expect(data.items.every(({ order }) => orders.has(order))).toBe(true);
    expect(new Set(data.items.map(({ order }) => order)).size).toBe(orders.size);
  });

  it('draws the seed before it counts rows, and answers the same for that seed', async () => {
    const drawn = await Promise.all([1, 2, 3].map(() => generate(seedless())));
    expect(new Set(drawn.map(({ num_records }) => num_records)).size).toBeGreaterThan(1);
    for (const answer of drawn) expect(await generate({ ...SHOP, seed: answer.seed })).toEqual(answer);
  });

  it('makes rows of any seed with tables that are bound already, keys and parents alike', async () => {
    const drawn = (references: string, members = {}) => ({
      kind: 'foreign_key',
      references,
      optional: 0.2,
      ...members,
    });
    const tables = {
      p: { num_records: 90, columns: { id: 'uuid', mail: 'email' } },
      c: {
        num_records: 200,
        columns: {
          p: drawn('p.id'),
          mail: drawn('p.mail', { choose: { name: 'zipf', a: 1 } }),
          above: drawn('c.id'),
          id: 'uuid',
        },
      },
    };
    await generate({ seed: 1, tables });
    const answer = await generate({ tables });
    expect(await generate({ seed: answer.seed, tables })).toEqual(answer);
    const fresh = createTestServer();
    expect(await answerOf(await fresh.ask('/generate', json({ seed: answer.seed, tables })))).toEqual(answer);
  });

  it('repeats the rows of an idempotency key', async () => {
    const ask = () => server.ask('/generate', json(seedless(), { 'idempotency-key': 'k' }));
    expect(await answerOf(await ask())).toEqual(await answerOf(await ask()));
  });

  it.each(['csv', 'jsonl', 'parquet', 'arrow', 'sql'])(
    'refuses %s, which holds one table, with the remedy',
    async (format) => {
      for (const path of [`/generate?format=${format}`, `/v1/preview?format=${format}`]) {
        const problem = await (await server.ask(path, json(SHOP))).json();
        expect(problem).toMatchObject({ status: 406, code: 'FORMAT_NOT_ACCEPTABLE' });
        expect(problem.detail).toContain('format=json');
      }
    },
  );

  it('streams one table only', async () => {
    const problem = await (await server.ask('/generate?stream=true&format=csv', json(SHOP))).json();
    expect(problem).toMatchObject({ status: 400, code: 'INVALID_REQUEST' });
    expect(problem.detail).toContain('3');
  });

  it('adds up the rows of all tables, planned ones too, before it makes any', async () => {
    const orders = { columns: { customer: { kind: 'foreign_key', references: 'customers', children: 9_990 } } };
    const spec = { ...SHOP, tables: { customers: SHOP.tables.customers, orders } };
    const problem = await (await server.ask('/generate', json(spec))).json();
    expect(problem).toMatchObject({ status: 422, code: 'INVALID_SPEC' });
    expect(problem.issues[0]).toMatchObject({ value: 499_550, bound: 10_000 });
  });
});

describe('POST /v1/preview with several tables', () => {
  it('answers the first rows of each', async () => {
    const all = await generate(SHOP);
    const { data, num_records } = await answerOf(await server.ask('/v1/preview?rows=5', json(SHOP)));
    expect(data).toEqual({
      customers: all.data.customers.slice(0, 5),
      orders: all.data.orders.slice(0, 5),
      items: all.data.items.slice(0, 5),
    });
    expect(num_records).toBe(15);
  });
});

describe('POST /v1/estimate with several tables', () => {
  it('tells of each table, and of all', async () => {
    const estimate = Estimate.parse(await (await server.ask('/v1/estimate', json(SHOP))).json());
    const { data } = await generate(SHOP);
    expect(estimate.tables.map(({ name, rows }) => [name, rows])).toEqual(
      Object.entries(data).map(([name, rows]) => [name, rows.length]),
    );
    expect(estimate.rows).toBe(estimate.tables.reduce((sum, { rows }) => sum + rows, 0));
    expect(estimate.bytes).toBe(estimate.tables.reduce((sum, { bytes }) => sum + bytes, 0));
    expect(estimate.columns).toBe(6);
  });
});
