import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Estimate } from '../../shared/contracts/estimate.ts';
import type { RowsAnswer } from '../../shared/contracts/generate-request.ts';
import { Job } from '../../shared/contracts/job.ts';
import type { Problem } from '../../shared/contracts/problem.ts';
import { type RunningServer, startEmbeddedServer } from '../support/embedded-server.ts';
import { createTestServer, json } from '../support/generate-server.ts';

const SHOP = { name: 'shop', seed: 5, schema: { id: 'sequence', at: 'date' }, num_records: 20, format: 'csv' };
const SHOP_2 = { ...SHOP, schema: { id: 'sequence(100)' } };
const LINKED = {
  seed: 5,
  tables: {
    parent: { num_records: 10, primary_key: 'id', columns: { id: 'sequence' } },
    child: { columns: { parent: { kind: 'foreign_key', references: 'parent', children: [1, 3] } } },
  },
};
let running: RunningServer;
beforeAll(async () => {
  running = await startEmbeddedServer();
  await post('/v1/schemas', { name: 'shop', spec: SHOP });
  await running.ask('/v1/schemas/shop', { ...json({ spec: SHOP_2 }), method: 'PUT' });
  await post('/v1/schemas', { name: 'linked', spec: LINKED });
});
afterAll(() => running.stop());

const post = (path: string, body: unknown, headers = {}) => running.ask(path, json(body, headers));
const generate = (body: object, query = '') => post(`/generate${query}`, body);
const textOf = async (response: Response | Promise<Response>) => (await response).text();
const rowsOf = async (body: object) => (await (await generate(body, '?format=json')).json()) as RowsAnswer;

async function problemOf(response: Response | Promise<Response>): Promise<[number, string]> {
  const problem = (await (await response).json()) as Problem;
  return [problem.status, problem.code];
}

describe('a request that names a stored schema', () => {
  it('gets the rows of that version, or of the latest', async () => {
    const first = await generate({ schema_ref: 'shop@1' });
    expect([first.headers.get('x-schema-ref'), first.headers.get('content-type')]).toEqual([
      'shop@1',
      expect.stringContaining('text/csv'),
    ]);
    expect(await first.text()).toBe(await textOf(generate(SHOP)));
    const latest = await generate({ schema_ref: 'shop' });
    expect(latest.headers.get('x-schema-ref')).toBe('shop@2');
    expect(await latest.text()).toBe(await textOf(generate(SHOP_2)));
    const streamed = await generate({ schema_ref: 'shop@1' }, '?stream=true');
    expect(streamed.headers.get('x-schema-ref')).toBe('shop@1');
    expect(await streamed.text()).toBe(await textOf(generate(SHOP)));
  });

  it('says rows, scale, seed and output itself where it wants', async () => {
    expect((await rowsOf({ schema_ref: 'shop', num_records: 3 })).data).toHaveLength(3);
    const scaled = await rowsOf({ schema_ref: 'linked', scale: 2, seed: 9 });
    expect(scaled.seed).toBe(9);
    expect((scaled.data as Record<string, unknown[]>)['parent']).toHaveLength(20);
    expect(await rowsOf({ schema_ref: 'shop@1', seed: 8 })).toEqual(await rowsOf({ ...SHOP, seed: 8 }));
    const lines = await generate({ schema_ref: 'shop', format: 'jsonl' });
    expect(lines.headers.get('content-type')).toContain('jsonl');
    const packed = await generate({ schema_ref: 'shop', output: { format: 'csv', compression: 'gzip' } });
    expect(packed.headers.get('content-type')).toBe('application/gzip');
  });

  it('is estimated and previewed like the specification itself', async () => {
    const preview = await post('/v1/preview?rows=4', { schema_ref: 'shop@1' });
    expect(preview.headers.get('x-schema-ref')).toBe('shop@1');
    expect(await preview.json()).toEqual(await (await post('/v1/preview?rows=4', SHOP)).json());
    const estimate = (await (await post('/v1/estimate', { schema_ref: 'linked', scale: 10 })).json()) as Estimate;
    expect(estimate.tables[0]).toMatchObject({ name: 'parent', rows: 100 });
  });

  it('makes a job that keeps the version, in its manifest too', async () => {
    const created = await post('/generate', { schema_ref: 'shop@1' }, { prefer: 'respond-async' });
    const job = Job.parse(await created.json());
    expect(job).toMatchObject({ name: 'shop', format: 'csv', schema_name: 'shop', schema_version: 1 });
    await running.ask('/v1/schemas/shop', { ...json({ spec: { ...SHOP, num_records: 9 } }), method: 'PUT' });
    expect((await running.waitForEnd(job.id)).state).toBe('succeeded');
    const manifest = await (await running.ask(`/v1/jobs/${job.id}/result`)).json();
    expect(manifest).toMatchObject({ schema_name: 'shop', schema_version: 1 });
    expect(await textOf(running.ask(`/v1/jobs/${job.id}/files/data.csv`))).toBe(await textOf(generate(SHOP)));
    const other = await running.makeJob(SHOP);
    expect(other).toMatchObject({ schema_name: null, schema_version: null });
    await running.waitForEnd(other.id);
    expect(await (await running.ask(`/v1/jobs/${other.id}/result`)).json()).not.toHaveProperty('schema_name');
  });

  it('replays what its key made, or says that the schema has changed', async () => {
    await post('/v1/schemas', { name: 'moving', spec: SHOP });
    const change = (seed: number) =>
      running.ask('/v1/schemas/moving', { ...json({ spec: { ...SHOP, seed } }), method: 'PUT' });
    const ask = (key: string, headers = {}) =>
      post('/generate', { schema_ref: 'moving' }, { 'idempotency-key': key, ...headers });
    const job = (await (await ask('moving-job', { prefer: 'respond-async' })).json()) as Job;
    await (await ask('moving-rows')).text();
    expect((await ask('moving-rows')).headers.get('idempotency-replayed')).toBe('true');
    await change(77);
    expect(await problemOf(ask('moving-rows'))).toEqual([422, 'IDEMPOTENCY_KEY_REUSED']);
    expect(await (await ask('moving-job', { prefer: 'respond-async' })).json()).toMatchObject({
      id: job.id,
      schema_version: 1,
    });
    await running.waitForEnd(job.id);
  });

  it.each([
    [{ schema_ref: 'absent' }, 404, 'SCHEMA_NOT_FOUND'],
    [{ schema_ref: 'shop@99' }, 404, 'SCHEMA_NOT_FOUND'],
    [{ schema_ref: 'shop@x' }, 400, 'INVALID_REQUEST'],
    [{ schema_ref: 7 }, 400, 'INVALID_REQUEST'],
    [{ schema_ref: 'shop', schema: { a: 'integer' } }, 400, 'INVALID_REQUEST'],
    [{ schema_ref: 'shop', num_records: 3, scale: 2 }, 400, 'INVALID_REQUEST'],
    [{ schema_ref: 'linked', num_records: 3 }, 400, 'INVALID_REQUEST'],
    [{ schema_ref: 'shop', format: 'xml' }, 406, 'FORMAT_NOT_ACCEPTABLE'],
    [{ schema_ref: 'shop', output: { format: 'csv', more: 1 } }, 422, 'INVALID_SPEC'],
    [{ schema_ref: 'shop', num_records: 1e15 }, 422, 'INVALID_SPEC'],
  ])('is refused: %j', async (body, status, code) => {
    expect(await problemOf(generate(body))).toEqual([status, code]);
  });

  it('needs a database, and no other request does', async () => {
    const server = createTestServer();
    expect(await problemOf(server.ask('/generate', json({ schema_ref: 'shop' })))).toEqual([
      503,
      'DATABASE_UNAVAILABLE',
    ]);
    const named = { schema: { a: 'constant("schema_ref")', schema_ref: 'constant(1)' }, num_records: 1 };
    expect((await server.ask('/generate', json(named))).status).toBe(200);
  });
});
