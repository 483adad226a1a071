import { gunzipSync, zstdDecompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { createTestServer, json } from '../../support/generate-server.ts';

const SPEC = { schema: { id: 'sequence', name: 'string' }, num_records: 60_000, seed: 4 };

describe('stream=true', () => {
  it('gives the rows of the answer that is not streamed', async () => {
    const server = createTestServer({ config: { generation: { sync_max_rows: 100_000 } } });
    for (const format of ['csv', 'jsonl', 'sql']) {
      const streamed = await server.ask(`/generate?format=${format}&stream=true`, json(SPEC));
      const whole = await server.ask(`/generate?format=${format}`, json(SPEC));
      expect(streamed.headers.get('content-length')).toBeNull();
      expect(await streamed.text()).toBe(await whole.text());
    }
  });

  it('makes rows only as they are read, and none once the reader left', async () => {
    const server = createTestServer();
    const response = await server.ask('/generate?format=csv&stream=true', json({ ...SPEC, num_records: 10_000_000 }));
    const reader = response.body!.getReader();
    await reader.read();
    await reader.read();
    expect(server.activeGenerations()).toBe(1);
    await reader.cancel();
    expect(server.activeGenerations()).toBe(0);
    expect(await (await server.ask('/metrics')).text()).toContain(
      'tabular_generations_total{generator_type="tabular",status="cancelled"} 1',
    );
  });

  it('leaves a line in the log with the id of its request when it ends or is left', async () => {
    const server = createTestServer();
    const events = () =>
      server.log.flatMap((text) =>
        text
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line)),
      );
    const ask = (id: string) =>
      server.ask('/generate?format=csv&stream=true', json({ ...SPEC, num_records: 20_000 }, { 'x-request-id': id }));
    const whole = await (await ask('whole')).text();
    await (await ask('left')).body!.cancel();
    expect(events()).toContainEqual(
      expect.objectContaining({
        event: 'stream_finished',
        request_id: 'whole',
        num_records: 20_000,
        bytes: whole.length - 'id,name\r\n'.length,
      }),
    );
    expect(events()).toContainEqual(expect.objectContaining({ event: 'stream_abandoned', request_id: 'left' }));
    expect(events().filter(({ event }) => event === 'stream_abandoned')).toHaveLength(1);
  });

  it('gives its slot back when it is never read', async () => {
    const server = createTestServer({ config: { generation: { max_concurrent: 1 } } });
    const response = await server.ask('/generate?format=csv&stream=true', json(SPEC));
    expect((await server.ask('/generate?format=csv&stream=true', json(SPEC))).status).toBe(429);
    await response.body!.cancel();
    expect(server.activeGenerations()).toBe(0);
  });

  it.each(['gzip', 'zstd'] as const)('is compressed with %s piece by piece when the output is', async (compression) => {
    const server = createTestServer({ config: { generation: { sync_max_rows: 100_000 } } });
    const body = json({ ...SPEC, output: { format: 'jsonl', compression } });
    const streamed = await server.ask('/generate?stream=true', body);
    expect(streamed.headers.get('content-type')).toBe(`application/${compression}`);
    expect(streamed.headers.get('content-encoding')).toBeNull();
    const [inflated, whole] = [streamed, await server.ask('/generate', body)].map(async (response) => {
      const bytes = Buffer.from(await response.arrayBuffer());
      return (compression === 'gzip' ? gunzipSync(bytes) : zstdDecompressSync(bytes)).toString();
    });
    expect(await inflated).toBe(await whole);
    expect(await whole).toBe(await (await server.ask('/generate?format=jsonl', json(SPEC))).text());
  });

  it('is for csv, jsonl and sql, JSON Lines where nothing is asked', async () => {
    const server = createTestServer();
    const plain = await server.ask('/generate?stream=true', json({ ...SPEC, num_records: 1 }));
    expect(plain.headers.get('content-type')).toBe('application/jsonl');
    await plain.body!.cancel();
    for (const format of ['json', 'parquet', 'arrow']) {
      expect((await server.ask(`/generate?format=${format}&stream=true`, json(SPEC))).status).toBe(400);
    }
  });
});

describe('a client that leaves', () => {
  it('stops the rows that are being made for it', async () => {
    const server = createTestServer();
    const leave = new AbortController();
    const wide = {
      schema: Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`c${i}`, 'long'])),
      num_records: 6_000,
    };
    const answer = server.ask('/generate', { ...json(wide), signal: leave.signal });
    while (server.activeGenerations() === 0) await new Promise((resolve) => setImmediate(resolve));
    leave.abort();
    expect((await (await answer).json()).code).toBe('CANCELLED');
    expect(server.activeGenerations()).toBe(0);
  });
});
