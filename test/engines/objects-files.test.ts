import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Tabular } from '../../shared/client/tabular.ts';
import { type RunningServer, startEmbeddedServer } from '../support/embedded-server.ts';
import { engineSkipReason, type S3Engine, startVersitygw } from '../support/engines.ts';
import { type S3Proxy, startS3Proxy } from '../support/s3-proxy.ts';

const SPEC = {
  name: 'files',
  schema: { id: 'sequence', n: 'integer' },
  num_records: 1_000,
  seed: 5,
  format: 'csv',
} as const;
const API_KEY = 'a key of this test alone';

describe.skipIf(engineSkipReason('versitygw') !== undefined)('files of a job in a bucket', () => {
  let engine: S3Engine;
  /** Stands where clients outside would reach the store. */
  let door: S3Proxy;
  let running: RunningServer;
  let path: string;
  let whole: string;
  const headers = { authorization: `Bearer ${API_KEY}` };

  beforeAll(async () => {
    engine = await startVersitygw();
    door = await startS3Proxy(engine.endpoint, () => 'pass');
    running = await startEmbeddedServer({
      storage: {
        s3_endpoint: engine.endpoint,
        s3_public_endpoint: door.endpoint,
        s3_bucket: engine.bucket,
        s3_access_key_id: engine.accessKeyId,
        s3_secret_access_key: engine.secretAccessKey,
      },
      security: { api_key: API_KEY },
    });
    const client = new Tabular({ baseUrl: running.base, apiKey: API_KEY });
    const job = await client.jobs.create(SPEC);
    await job.wait();
    const [file] = await job.files();
    path = `/v1/jobs/${job.id}/files/${file!.name}`;
    whole = new TextDecoder().decode(await file!.content());
  });
  afterAll(async () => {
    await running?.stop();
    await door?.close();
    await engine?.close();
  });

  it('come from the store, to the client too, which does not show its key there', async () => {
    expect(whole).toMatch(/^id,n\r\n0,/);
    expect(whole.trim().split('\n')).toHaveLength(1_001);
    const downloads = door.calls.filter(({ method }) => method === 'GET');
    expect(downloads).toHaveLength(1);
    expect(JSON.stringify(downloads)).not.toContain(API_KEY);
  });

  it('are redirects with a name and a type, whose ranges the store answers', async () => {
    const redirect = await running.ask(path, { headers, redirect: 'manual' });
    expect(redirect.status).toBe(307);
    expect(redirect.headers.get('cache-control')).toBe('no-store');
    expect(redirect.headers.get('location')).toMatch(
      new RegExp(`^${door.endpoint}/tabular-data/t/.*X-Amz-Expires=300`),
    );
    const part = await running.ask(path, { headers: { ...headers, range: 'bytes=0-3' } });
    expect([part.status, await part.text()]).toEqual([206, 'id,n']);
    expect(part.headers.get('content-type')).toContain('text/csv');
    expect(part.headers.get('content-disposition')).toContain('attachment');
    const known = { ...headers, 'if-none-match': redirect.headers.get('etag')! };
    expect((await running.ask(path, { headers: known })).status).toBe(304);
  });

  it('come through the server when asked so, and for a HEAD', async () => {
    const before = door.calls.length;
    const streamed = await running.ask(`${path}?delivery=stream`, { headers: { ...headers, range: 'bytes=3-3' } });
    expect([streamed.status, await streamed.text()]).toEqual([206, 'n']);
    const head = await running.ask(path, { headers, method: 'HEAD' });
    expect([head.status, head.headers.get('content-length')]).toEqual([200, String(whole.length)]);
    expect(door.calls.length).toBe(before);
  });

  it('are refused with a delivery that is none', async () => {
    expect((await running.ask(`${path}?delivery=pigeon`, { headers })).status).toBe(400);
  });
});
