import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Job } from '../../shared/client/generated/api-types.ts';
import { Tabular } from '../../shared/client/tabular.ts';
import { type RunningServer, startEmbeddedServer } from '../support/embedded-server.ts';

const SPEC = { schema: { id: 'sequence', name: 'full_name', price: 'decimal(10,2)' }, num_records: 20_000, seed: 7 };

let running: RunningServer;
let client: Tabular;

beforeAll(async () => {
  running = await startEmbeddedServer();
  client = new Tabular({ baseUrl: running.base, retries: 0 });
});
afterAll(() => running.stop());

describe('generate', () => {
  it('gives the same rows one by one, as JSON Lines and as JSON', async () => {
    const rows = await Array.fromAsync(client.generate(SPEC).rows());
    const lines = (await client.generate(SPEC, { format: 'jsonl' }).text()).trim().split('\n');
    const whole = JSON.parse(await client.generate(SPEC).text()) as { data: unknown[] };
    expect(rows).toHaveLength(20_000);
    expect(rows).toEqual(whole.data);
    expect(lines.map((line) => JSON.parse(line))).toEqual(rows);
  });

  it('lets the server stop when the loop is left', async () => {
    const endless = client.generate({ ...SPEC, num_records: 10_000_000 });
    for await (const row of endless.rows<{ id: number }>()) if (row.id === 10) break;
    expect(endless.seed).toBe(7);
    await expect.poll(() => running.log().map(({ event }) => event)).toContain('stream_abandoned');
  });

  it('lets the server stop when it is aborted', async () => {
    const stop = new AbortController();
    const read = async () => {
      const endless = client.generate({ ...SPEC, num_records: 10_000_000 }, { signal: stop.signal });
      for await (const _row of endless.rows()) stop.abort(new Error('enough'));
    };
    await expect(read()).rejects.toThrow('enough');
  });

  it('reads the file of the job that a large answer becomes', async () => {
    const large = { schema: { id: 'sequence' }, num_records: 60_000 };
    const bytes = await client.generate(large, { format: 'parquet' }).bytes();
    expect(new TextDecoder().decode(bytes.subarray(0, 4))).toBe('PAR1');
    expect(JSON.parse(await client.generate(large).text())).toHaveLength(60_000);
  });
});

describe('a job that an answer becomes', () => {
  it('is cancelled when the call is aborted', async () => {
    const stop = new AbortController();
    const impatient = new Tabular({
      baseUrl: running.base,
      fetch: (address, init) => {
        if (String(address).endsWith('/events')) stop.abort(new Error('enough'));
        return fetch(address, init);
      },
    });
    const large = { ...SPEC, name: 'aborted', num_records: 10_000_000 };
    const bytes = impatient.generate(large, { format: 'parquet', signal: stop.signal }).bytes();
    await expect(bytes).rejects.toThrow('enough');
    const { jobs } = await client.jobs.page({ name: 'aborted' });
    expect(jobs.map(({ state }) => state)).toEqual([expect.stringMatching(/^cancell/)]);
  });
});

describe('jobs', () => {
  it('lead from a specification to its files, with progress in between', async () => {
    const job = await client.jobs.create({ ...SPEC, num_records: 300_000 }, { format: 'csv' });
    const seen: Job['state'][] = [];
    const ended = await job.wait({ onProgress: ({ state }) => seen.push(state) });
    expect(ended).toMatchObject({ id: job.id, state: 'succeeded', num_records: 300_000 });
    expect(seen.at(-1)).toBe('succeeded');
    const [file, ...others] = await job.files();
    expect(others).toEqual([]);
    const content = await file!.content();
    expect(content.byteLength).toBe(file!.bytes);
    expect(new TextDecoder().decode(content).split('\r\n')).toHaveLength(300_002);
    let bytes = 0;
    for await (const piece of file!.pieces()) bytes += piece.byteLength;
    expect(bytes).toBe(file!.bytes);
    expect((await job.result()).tables[0]!.num_records).toBe(300_000);
    await job.delete();
    await expect(job.get()).rejects.toMatchObject({ status: 404, code: 'JOB_NOT_FOUND' });
  });

  it('are one under one idempotency key', async () => {
    const key = 'the-same-key';
    const [first, second] = await Promise.all([
      client.jobs.create(SPEC, { idempotencyKey: key }),
      client.jobs.create(SPEC, { idempotencyKey: key }),
    ]);
    expect(second.id).toBe(first.id);
    await first.wait();
  });

  it('are cancelled and retried, and waiting tells so', async () => {
    const job = await client.jobs.create({ ...SPEC, num_records: 10_000_000 }, { format: 'csv' });
    const told = expect(job.wait()).rejects.toMatchObject({ status: 0, code: 'CANCELLED' });
    await job.cancel();
    await told;
    expect((await job.retry()).state).toMatch(/queued|running/);
    await job.cancel();
    await expect(job.wait()).rejects.toMatchObject({ code: 'CANCELLED' });
  });

  it('are listed page by page', async () => {
    const made = await Promise.all([1, 2, 3].map((seed) => client.jobs.create({ ...SPEC, name: 'paged', seed })));
    const ids: string[] = [];
    for await (const { id } of client.jobs.list({ name: 'paged', pageSize: 1 })) ids.push(id);
    expect(ids.sort()).toEqual(made.map(({ id }) => id).sort());
    await Promise.all(made.map((job) => job.wait()));
  });
});

describe('questions', () => {
  it('are answered as the types say', async () => {
    expect(await client.health()).toMatchObject({ status: 'healthy' });
    expect(await client.estimate(SPEC)).toMatchObject({ rows: 20_000, answered_as: 'rows' });
    expect((await client.preview(SPEC, { rows: 3 })).data).toHaveLength(3);
  });

  it('throw every fault of a specification', async () => {
    const faulty = { schema: { age: 'integer[9:1]', mail: 'emial' }, num_records: 3 };
    await expect(client.estimate(faulty)).rejects.toMatchObject({
      status: 422,
      code: 'INVALID_SPEC',
      requestId: expect.stringMatching(/^req_/),
      issues: [{ path: 'schema.age.max' }, { path: 'schema.mail' }],
    });
  });
});
