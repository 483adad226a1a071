import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { TabularOptions } from '../../../shared/client/connection.ts';
import { Tabular } from '../../../shared/client/tabular.ts';

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

let server: Server | undefined;

afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

/** A client of a real server on loopback that answers with `handler`. */
async function clientOf(handler: Handler, options: Partial<TabularOptions> = {}): Promise<Tabular> {
  server = createServer(handler);
  await new Promise<void>((resolve) => server!.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return new Tabular({ baseUrl: `http://127.0.0.1:${port}`, retryMs: 1, ...options });
}

function eventText(sequence: number, state: string): string {
  return `id: ${sequence}\ndata: ${JSON.stringify({ event_sequence: sequence, name: 'progress', job: { state } })}\n\n`;
}

const SPEC = { schema: { id: 'sequence' }, num_records: 3 };

describe('a call', () => {
  it('keeps the path of the base address and sends the key', async () => {
    const seen: string[] = [];
    const client = await clientOf((request, response) => {
      seen.push(`${request.method} ${request.url} ${request.headers['x-api-key']}`);
      response.end('{"status":"healthy","version":"1.2.3"}');
    });
    const { port } = server!.address() as AddressInfo;
    const behindProxy = new Tabular({ baseUrl: `http://127.0.0.1:${port}/data/`, apiKey: 'secret-secret-secret' });
    expect(await behindProxy.health()).toEqual({ status: 'healthy', version: '1.2.3' });
    await client.health();
    expect(seen).toEqual(['GET /data/health secret-secret-secret', 'GET /health undefined']);
  });

  it('throws the problem that the server answers', async () => {
    const issues = [{ path: 'schema.a', code: 'NOT_ONE_OF', message: 'is no kind' }];
    const client = await clientOf((_request, response) => {
      response.writeHead(422, { 'x-request-id': 'req_9' });
      response.end(JSON.stringify({ code: 'INVALID_SPEC', detail: 'it has faults', issues }));
    });
    await expect(client.estimate(SPEC)).rejects.toMatchObject({
      name: 'TabularError',
      status: 422,
      code: 'INVALID_SPEC',
      requestId: 'req_9',
      issues,
      message: 'it has faults',
    });
  });

  it('never lets an id leave its place in the path', async () => {
    const seen: (string | undefined)[] = [];
    const client = await clientOf((request, response) => {
      seen.push(request.url);
      response.end('{}');
    });
    await client.jobs.open('../x?y').cancel();
    expect(seen).toEqual(['/v1/jobs/..%2Fx%3Fy/cancel']);
  });

  it('says how to start a server when none answers', async () => {
    const client = new Tabular({ baseUrl: 'http://127.0.0.1:1', retries: 0 });
    await expect(client.health()).rejects.toMatchObject({ status: 0, code: 'SERVER_UNAVAILABLE' });
    await expect(client.health()).rejects.toThrow(/does not answer: start one with "tabular serve"/);
  });

  it('throws the reason it was aborted for', async () => {
    const stop = new AbortController();
    const client = await clientOf(() => stop.abort(new Error('enough')));
    await expect(client.health({ signal: stop.signal })).rejects.toThrow('enough');
  });
});

describe('a call that fails', () => {
  /** Counts the calls, and lets the first `failures` of them meet 503. */
  async function failing(failures: number) {
    const keys: unknown[] = [];
    const client = await clientOf((request, response) => {
      keys.push(request.headers['idempotency-key']);
      if (keys.length <= failures) response.writeHead(503, { 'retry-after': '0' }).end('{"code":"SHUTTING_DOWN"}');
      else response.end('{"id":"job_1"}');
    });
    return { client, keys };
  }

  it('is tried again when asking twice does no harm, a job under one key', async () => {
    const { client, keys } = await failing(3);
    expect((await client.jobs.create(SPEC)).id).toBe('job_1');
    expect(keys).toHaveLength(4);
    expect(new Set(keys).size).toBe(1);
    expect(keys[0]).toMatch(/^[0-9a-f]{32}$/);
  });

  it('is tried again under one key when its answer may become a job', async () => {
    const { client, keys } = await failing(1);
    expect(await client.generate(SPEC, { format: 'parquet' }).text()).toBe('{"id":"job_1"}');
    expect(keys[1]).toMatch(/^[0-9a-f]{32}$/);
    expect(keys[0]).toBe(keys[1]);
  });

  it('is given up after four times', async () => {
    const { client, keys } = await failing(9);
    await expect(client.health()).rejects.toMatchObject({ status: 503, code: 'SHUTTING_DOWN' });
    expect(keys).toHaveLength(4);
  });

  it.each(['cancel', 'retry', 'delete'] as const)('is not repeated when it is "%s"', async (action) => {
    const { client, keys } = await failing(9);
    await expect(client.jobs.open('job_1')[action]()).rejects.toMatchObject({ status: 503 });
    expect(keys).toHaveLength(1);
  });

  it('is not repeated when the server has said no', async () => {
    let calls = 0;
    const client = await clientOf((_request, response) => {
      calls++;
      response.writeHead(404).end('{}');
    });
    await expect(client.jobs.open('job_1').get()).rejects.toMatchObject({ status: 404, code: 'UNKNOWN' });
    expect(calls).toBe(1);
  });
});

describe('jobs.list', () => {
  it('asks for the next page when the last one is used up, with all filters', async () => {
    const seen: (string | undefined)[] = [];
    const client = await clientOf((request, response) => {
      seen.push(request.url);
      const isFirst = seen.length === 1;
      const jobs = isFirst ? [{ id: 'job_3' }, { id: 'job_2' }] : [{ id: 'job_1' }];
      response.end(JSON.stringify({ jobs, next_cursor: isFirst ? 'abc' : null }));
    });
    const ids: string[] = [];
    for await (const { id } of client.jobs.list({ state: ['running', 'queued'], pageSize: 2 })) ids.push(id);
    expect(ids).toEqual(['job_3', 'job_2', 'job_1']);
    expect(seen).toEqual([
      '/v1/jobs?limit=2&state=running%2Cqueued',
      '/v1/jobs?limit=2&state=running%2Cqueued&cursor=abc',
    ]);
  });
});

describe('job.events', () => {
  it('takes a lost stream up after the last event, without gap or duplicate', async () => {
    const asked: unknown[] = [];
    const client = await clientOf((request, response) => {
      const after = Number(request.headers['last-event-id']);
      asked.push(after);
      response.write(eventText(after + 1, 'running'));
      // The first two connections break off; the third one brings the end.
      if (after < 2) response.write('id: 99\ndata: {"cut', () => response.destroy());
      else response.end(eventText(after + 2, 'succeeded'));
    });
    const events = await Array.fromAsync(client.jobs.open('job_1').events());
    expect(events.map(({ event_sequence }) => event_sequence)).toEqual([1, 2, 3, 4]);
    expect(asked).toEqual([0, 1, 2]);
  });

  it('goes on past the failure of a job that was retried', async () => {
    const client = await clientOf((_request, response) =>
      response.end(eventText(1, 'failed') + eventText(2, 'running') + eventText(3, 'succeeded')),
    );
    const events = await Array.fromAsync(client.jobs.open('job_1').events());
    expect(events.map(({ job }) => job.state)).toEqual(['failed', 'running', 'succeeded']);
  });

  it('gives up on a stream that brings nothing', async () => {
    let connections = 0;
    const client = await clientOf((_request, response) => {
      connections++;
      response.end();
    });
    await expect(Array.fromAsync(client.jobs.open('job_1').events())).rejects.toMatchObject({
      code: 'SERVER_UNAVAILABLE',
    });
    expect(connections).toBe(5);
  });

  it('stops when the client is told to', async () => {
    const stop = new AbortController();
    const client = await clientOf((_request, response) => void response.write(eventText(1, 'running')), {
      signal: stop.signal,
    });
    const watch = async () => {
      for await (const _event of client.jobs.open('job_1').events()) stop.abort(new Error('enough'));
    };
    await expect(watch()).rejects.toThrow('enough');
  });
});

describe('job.wait', () => {
  it('looks at the job itself where its events do not come through', async () => {
    const client = await clientOf((request, response) => {
      if (request.url!.endsWith('/events')) response.writeHead(502).end();
      else response.end('{"id":"job_1","state":"succeeded"}');
    });
    const seen: string[] = [];
    const job = await client.jobs.open('job_1').wait({ onProgress: ({ state }) => seen.push(state) });
    expect([job.state, ...seen]).toEqual(['succeeded', 'succeeded']);
  });

  it('throws why the job failed, or that it was cancelled', async () => {
    const client = await clientOf((request, response) => {
      const error = request.url!.includes('job_1') ? { code: 'STORAGE_FULL', message: 'no space is left' } : null;
      const job = { state: error === null ? 'cancelled' : 'failed', error };
      response.end(`id: 1\ndata: ${JSON.stringify({ event_sequence: 1, job })}\n\n`);
    });
    await expect(client.jobs.open('job_1').wait()).rejects.toMatchObject({
      status: 0,
      code: 'STORAGE_FULL',
      message: 'no space is left',
    });
    await expect(client.jobs.open('job_2').wait()).rejects.toMatchObject({ code: 'CANCELLED' });
  });

  it('does not hide that the job does not exist', async () => {
    const client = await clientOf((_request, response) => {
      response.writeHead(404).end('{"code":"JOB_NOT_FOUND","detail":"no such job"}');
    });
    await expect(client.jobs.open('job_1').wait()).rejects.toMatchObject({ code: 'JOB_NOT_FOUND' });
  });
});

describe('generate.rows', () => {
  it('throws what is left of a row when the answer was cut off', async () => {
    const client = await clientOf((_request, response) => response.end('{"id":0}\n{"id"'));
    const rows: unknown[] = [];
    const read = async () => {
      for await (const row of client.generate(SPEC).rows()) rows.push(row);
    };
    await expect(read()).rejects.toMatchObject({ status: 0, code: 'SERVER_UNAVAILABLE' });
    expect(rows).toEqual([{ id: 0 }]);
  });
});
