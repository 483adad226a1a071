import { parquetReadObjects } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { describe, expect, it } from 'vitest';
import { RowsAnswer } from '../../../shared/contracts/generate-request.ts';
import { createTestServer, json } from '../../support/generate-server.ts';

const SPEC = { generator_type: 'tabular', schema: { id: 'integer[1:1000]', name: 'string' }, num_records: 100 };

describe('POST /generate', () => {
  const server = createTestServer();

  it('answers the two bodies of the product exactly as written', async () => {
    const first = await server.ask(
      '/generate',
      json('{"generator_type":"tabular","schema":{"id":"integer[1:1000]","name":"string"},"num_records":100}'),
    );
    const second = await server.ask(
      '/v1/generate',
      json('{"generator_type":"tabular","schema":{"data":"float[0:1]"},"num_records":50000}'),
    );
    const small = RowsAnswer.parse(await first.json());
    const large = RowsAnswer.parse(await second.json());
    expect([first.status, second.status]).toEqual([200, 200]);
    expect([small.num_records, large.num_records]).toEqual([100, 50_000]);
    expect(small.data).toHaveLength(100);
    expect(large.data).toHaveLength(50_000);
    const ids = (small.data as { id: number }[]).map(({ id }) => id);
    expect(Math.min(...ids)).toBeGreaterThanOrEqual(1);
    expect(Math.max(...ids)).toBeLessThanOrEqual(1_000);
  });

  it('draws another seed for every request that names none, and says which', async () => {
    const first = await (await server.ask('/generate', json(SPEC))).json();
    const second = await (await server.ask('/generate', json(SPEC))).json();
    expect(second.seed).not.toBe(first.seed);
    expect(second.data).not.toEqual(first.data);
    const again = await (await server.ask('/generate', json({ ...SPEC, seed: first.seed }))).json();
    expect(again.data).toEqual(first.data);
    expect(again.spec_hash).toBe(first.spec_hash);
  });

  it('gives the rows of a seed whatever seeds the bound table had before', async () => {
    const body = { schema: { who: 'full_name', n: 'integer?', when: 'date' }, num_records: 300 };
    const fresh = await (await createTestServer().ask('/generate', json({ ...body, seed: 5 }))).json();
    await server.ask('/generate', json(body));
    const drawn = await (await server.ask('/generate', json(body))).json();
    const named = await (await createTestServer().ask('/generate', json({ ...body, seed: drawn.seed }))).json();
    expect(drawn.data).toEqual(named.data);
    expect(drawn.data).not.toEqual(fresh.data);
  });

  it('maps data by table where the spec has tables', async () => {
    const body = { tables: { orders: { num_records: 3, columns: [{ name: 'id', kind: 'sequence' }] } } };
    const answer = await (await server.ask('/generate', json(body))).json();
    expect(answer.data).toEqual({ orders: [{ id: 0 }, { id: 1 }, { id: 2 }] });
  });

  it('answers no rows for num_records 0', async () => {
    const answer = await (await server.ask('/generate', json({ ...SPEC, num_records: 0 }))).json();
    expect(answer).toMatchObject({ num_records: 0, data: [] });
  });

  it('makes the same rows in one block and in many', async () => {
    const wide = Object.fromEntries(Array.from({ length: 60 }, (_, i) => [`c${i}`, 'integer']));
    const body = { schema: wide, seed: 9 };
    const many = await (await server.ask('/generate', json({ ...body, num_records: 9_000 }))).json();
    const few = await (await server.ask('/generate', json({ ...body, num_records: 50 }))).json();
    expect(many.data.slice(0, 50)).toEqual(few.data);
    expect(many.data).toHaveLength(9_000);
  });

  it('keeps requests for different seeds of one spec apart when they take turns', async () => {
    const body = { schema: { a: 'long', b: 'string' }, num_records: 40_000 };
    const alone = await Promise.all([1, 2].map((seed) => createTestServer().ask('/generate', json({ ...body, seed }))));
    const together = await Promise.all(
      [1, 2].map((seed) => server.ask('/generate?format=csv', json({ ...body, seed }))),
    );
    const csv = await Promise.all(together.map((response) => response.text()));
    for (const [i, response] of alone.entries()) {
      const last = (await response.json()).data.at(-1);
      expect(csv[i]!.trimEnd().split('\r\n').at(-1)).toBe(`${last.a},${last.b}`);
    }
  });
});

describe('the format of the answer', () => {
  const server = createTestServer();
  const body = json({ ...SPEC, seed: 1, num_records: 2 });

  it('is CSV, JSON Lines or JSON by query, body or Accept, in that order', async () => {
    const byQuery = await server.ask('/generate?format=csv', body);
    expect(byQuery.headers.get('content-type')).toContain('text/csv');
    expect(byQuery.headers.get('x-seed')).toBe('1');
    expect(await byQuery.text()).toMatch(/^id,name\r\n\d+,\w+\r\n\d+,\w+\r\n$/);
    const byAccept = await server.ask(
      '/generate',
      json({ ...SPEC, seed: 1 }, { accept: 'text/csv;q=0.5, application/jsonl' }),
    );
    expect(byAccept.headers.get('content-type')).toBe('application/jsonl');
    expect((await byAccept.text()).trimEnd().split('\n')).toHaveLength(100);
    const byBody = await server.ask('/generate', json({ ...SPEC, format: 'jsonl' }, { accept: 'text/csv' }));
    expect(byBody.headers.get('content-type')).toBe('application/jsonl');
    const both = await server.ask('/generate?format=csv', json({ ...SPEC, format: 'jsonl' }));
    expect(both.headers.get('content-type')).toContain('text/csv');
    const anything = await server.ask('/generate', json(SPEC, { accept: 'text/html, */*;q=0.1' }));
    expect(anything.headers.get('content-type')).toBe('application/json');
  });

  it('is Parquet that an independent reader reads, with the rows of the JSON answer', async () => {
    const response = await server.ask('/generate?format=parquet', body);
    expect(response.headers.get('content-type')).toBe('application/vnd.apache.parquet');
    const rows = await parquetReadObjects({ file: await response.arrayBuffer(), compressors });
    const asJson = await (await server.ask('/generate', body)).json();
    expect(rows).toEqual(asJson.data);
  });

  it('is SQL in the dialect of the output, by query or Accept', async () => {
    const output = { format: 'sql', dialect: 'mysql', rows_per_statement: 1 };
    const byBody = await server.ask('/generate', json({ ...SPEC, seed: 1, num_records: 2, output }));
    expect(byBody.headers.get('content-type')).toBe('application/sql');
    expect((await byBody.text()).match(/^INSERT INTO `data`/gm)).toHaveLength(2);
    const byAccept = await server.ask(
      '/generate',
      json({ ...SPEC, seed: 1, num_records: 2 }, { accept: 'application/sql' }),
    );
    expect(await byAccept.text()).toBe(await (await server.ask('/generate?format=sql', body)).text());
  });

  it('lets an output without format speak of Parquet, which a job would be', async () => {
    const output = { compression: 'snappy' };
    const answer = await server.ask('/generate', json({ ...SPEC, seed: 1, num_records: 2, output }));
    expect(answer.headers.get('content-type')).toBe('application/json');
    const refused = await server.ask('/generate?format=csv', json({ ...SPEC, output: { format: 'csv', ...output } }));
    expect((await refused.json()).issues).toMatchObject([
      { path: 'output.compression', bound: ['none', 'gzip', 'zstd'] },
    ]);
  });

  it('is an Arrow stream', async () => {
    const { tableFromIPC } = await import('apache-arrow');
    const response = await server.ask('/generate?format=arrow', body);
    expect(response.headers.get('content-type')).toBe('application/vnd.apache.arrow.stream');
    expect(tableFromIPC(await response.arrayBuffer()).numRows).toBe(2);
  });

  it('is refused with 406 when it is not offered', async () => {
    const answers = await Promise.all([
      server.ask('/generate?format=xlsx', body),
      server.ask('/generate', json({ ...SPEC, format: 'xlsx' })),
      server.ask('/generate', json(SPEC, { accept: 'image/png' })),
      server.ask('/generate', json(SPEC, { accept: 'application/json;q=0' })),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([406, 406, 406, 406]);
    expect((await answers[0]!.json()).code).toBe('FORMAT_NOT_ACCEPTABLE');
  });
});
