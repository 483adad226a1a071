import { describe, expect, it } from 'vitest';
import { Estimate } from '../../../shared/contracts/estimate.ts';
import { createTestServer, json } from '../../support/generate-server.ts';

const SPEC = { schema: { id: 'integer', name: 'full_name', x: 'double?' }, num_records: 5_000, seed: 11 };
const server = createTestServer();

describe('POST /v1/preview', () => {
  it('gives rows 0..n-1 of the full run', async () => {
    const whole = await (await server.ask('/generate', json(SPEC))).json();
    const first = await (await server.ask('/v1/preview?rows=7', json(SPEC))).json();
    expect(first).toEqual({ ...whole, num_records: 7, data: whole.data.slice(0, 7) });
  });

  it('gives 20 rows when it is not told, and no more than there are', async () => {
    expect((await (await server.ask('/v1/preview', json(SPEC))).json()).data).toHaveLength(20);
    expect((await (await server.ask('/v1/preview', json({ ...SPEC, num_records: 3 }))).json()).data).toHaveLength(3);
  });

  it('is JSON whatever the full run is written as, unless asked', async () => {
    const spec = { ...SPEC, format: 'parquet' };
    expect((await server.ask('/v1/preview', json(spec))).headers.get('content-type')).toBe('application/json');
    expect((await server.ask('/v1/preview?format=csv', json(spec))).headers.get('content-type')).toContain('text/csv');
  });
});

describe('POST /v1/estimate', () => {
  it('says rows, bytes, seconds, chunks and files before anything runs', async () => {
    const estimate = Estimate.parse(
      await (await server.ask('/v1/estimate', json({ ...SPEC, num_records: 9_000_000 }))).json(),
    );
    expect(estimate).toMatchObject({ rows: 9_000_000, columns: 3, format: 'parquet', files: 1, answered_as: 'job' });
    expect(estimate.chunks).toBe(Math.ceil(9_000_000 / estimate.tables[0]!.chunk_rows));
    expect(estimate.bytes).toBeGreaterThan(9_000_000);
    expect(estimate.seconds).toBeGreaterThan(0);
  });

  it('tells the bytes of the answer to a tenth, from a sample', async () => {
    const schema = { id: 'sequence', who: 'email', when: 'datetime', how: { kind: 'double', decimals: 2 } };
    for (const format of ['csv', 'jsonl', 'parquet', 'arrow']) {
      const spec = json({ schema, num_records: 40_000, seed: 1, format });
      const estimate = Estimate.parse(await (await server.ask('/v1/estimate', spec)).json());
      const { byteLength } = await (await server.ask('/generate', spec)).arrayBuffer();
      expect(estimate).toMatchObject({ format, answered_as: 'rows' });
      expect(Math.abs(estimate.bytes / byteLength - 1), format).toBeLessThan(0.1);
    }
  });

  it('samples few rows where they are wide or long', async () => {
    const schema = Object.fromEntries(Array.from({ length: 1_000 }, (_, i) => [`c${i}`, 'double']));
    const wide = await server.ask('/v1/estimate', json({ schema, num_records: 1_000_000 }));
    expect((await wide.json()).bytes).toBeGreaterThan(7.9e9);
    const long = await server.ask('/v1/estimate', json({ schema: { a: 'string[60000:60000]' }, num_records: 500 }));
    expect((await long.json()).bytes).toBeGreaterThan(3e7);
    const none = await server.ask('/v1/estimate', json({ schema: { a: 'uuid' }, num_records: 0 }));
    expect(await none.json()).toMatchObject({ rows: 0, seconds: expect.any(Number) });
  });

  it('says that small requests are answered at once', async () => {
    expect(await (await server.ask('/v1/estimate', json(SPEC))).json()).toMatchObject({ answered_as: 'rows' });
  });
});

describe('GET /v1/spec-schema.json', () => {
  it('is a JSON Schema', async () => {
    const response = await server.ask('/v1/spec-schema.json');
    expect(response.headers.get('content-type')).toBe('application/schema+json');
    expect((await response.json()).$schema).toContain('2020-12');
  });
});
