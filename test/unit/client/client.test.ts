import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { type Client, createClient } from '../../../shared/client/client.ts';

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

let server: Server | undefined;

afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

/** A client of a real server on loopback that answers with `handler`. */
async function clientOf(handler: Handler, options: { apiKey?: string; signal?: AbortSignal } = {}): Promise<Client> {
  server = createServer(handler);
  await new Promise<void>((resolve) => server!.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return createClient({ server: `http://127.0.0.1:${port}`, reconnectMs: 1, ...options });
}

function eventText(sequence: number, state: string): string {
  return `id: ${sequence}\ndata: ${JSON.stringify({ event_sequence: sequence, name: 'progress', job: { state } })}\n\n`;
}

describe('createClient', () => {
  it('asks for a page of jobs with its filters and the key', async () => {
    const seen: string[] = [];
    const client = await clientOf(
      (request, response) => {
        seen.push(`${request.method} ${request.url} ${request.headers['x-api-key']}`);
        response.end(JSON.stringify({ jobs: [], next_cursor: 'abc' }));
      },
      { apiKey: 'secret-secret-secret' },
    );
    expect(await client.listJobs({ state: 'running,queued' })).toEqual({ jobs: [], nextCursor: 'abc' });
    expect(seen).toEqual(['GET /v1/jobs?state=running%2Cqueued secret-secret-secret']);
  });

  it('throws the problem that the server answers', async () => {
    const client = await clientOf((_request, response) => {
      response.writeHead(404, { 'x-request-id': 'req_9' });
      response.end(JSON.stringify({ code: 'JOB_NOT_FOUND', detail: 'no such job' }));
    });
    await expect(client.getJob('job_1')).rejects.toMatchObject({
      status: 404,
      code: 'JOB_NOT_FOUND',
      requestId: 'req_9',
      message: 'no such job',
    });
  });

  it('never lets an id leave its place in the path', async () => {
    const seen: (string | undefined)[] = [];
    const client = await clientOf((request, response) => {
      seen.push(request.url);
      response.end('{}');
    });
    await client.cancelJob('../x?y');
    expect(seen).toEqual(['/v1/jobs/..%2Fx%3Fy/cancel']);
  });

  it('says how to start a server when none answers', async () => {
    const client = createClient({ server: 'http://127.0.0.1:1' });
    await expect(client.getJob('job_1')).rejects.toMatchObject({ status: 0, code: 'SERVER_UNAVAILABLE' });
    await expect(client.getJob('job_1')).rejects.toThrow(/does not answer: start one with "tabular serve"/);
  });

  it('takes a lost event stream up after the last event, without gap or duplicate', async () => {
    const asked: unknown[] = [];
    const client = await clientOf((request, response) => {
      const after = Number(request.headers['last-event-id']);
      asked.push(after);
      response.write(eventText(after + 1, 'running'));
      // The first two connections break off; the third one brings the end.
      if (after < 2) response.write('id: 99\ndata: {"cut', () => response.destroy());
      else response.end(eventText(after + 2, 'succeeded'));
    });
    const events = await Array.fromAsync(client.watchJob('job_1'));
    expect(events.map(({ event_sequence }) => event_sequence)).toEqual([1, 2, 3, 4]);
    expect(asked).toEqual([0, 1, 2]);
  });

  it('goes on past the failure of a job that was retried', async () => {
    const client = await clientOf((_request, response) =>
      response.end(eventText(1, 'failed') + eventText(2, 'running') + eventText(3, 'succeeded')),
    );
    const events = await Array.fromAsync(client.watchJob('job_1'));
    expect(events.map(({ job }) => job.state)).toEqual(['failed', 'running', 'succeeded']);
  });

  it('gives up on a stream that brings nothing', async () => {
    let connections = 0;
    const client = await clientOf((_request, response) => {
      connections++;
      response.end();
    });
    await expect(Array.fromAsync(client.watchJob('job_1'))).rejects.toMatchObject({ code: 'SERVER_UNAVAILABLE' });
    expect(connections).toBe(5);
  });

  it('stops watching when asked to', async () => {
    const stop = new AbortController();
    const client = await clientOf((_request, response) => void response.write(eventText(1, 'running')), {
      signal: stop.signal,
    });
    const watch = async () => {
      for await (const _event of client.watchJob('job_1')) stop.abort(new Error('enough'));
    };
    await expect(watch()).rejects.toThrow('enough');
  });
});
