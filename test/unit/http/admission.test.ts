import { describe, expect, it } from 'vitest';
import { createTestServer, json } from '../../support/generate-server.ts';

const SPEC = { schema: { id: 'integer' }, num_records: 1 };
const KEY = 'a-key-of-some-length';

describe('Host', () => {
  const server = createTestServer({ config: { server: { allowed_hosts: ['tabular.example'] } } });
  const statusFor = async (url: string) => (await server.fetch(new Request(url))).status;

  it('must be a loopback name or an allowed one, whatever the port', async () => {
    for (const host of ['localhost', 'localhost:8000', '127.0.0.1:1', '[::1]:9', 'Tabular.Example:80']) {
      expect(await statusFor(`http://${host}/metrics`)).toBe(200);
    }
    for (const host of ['evil.example', 'localhost.evil.example', '10.0.0.1']) {
      expect(await statusFor(`http://${host}/metrics`)).toBe(403);
    }
    const refused = await server.fetch(new Request('http://evil.example/metrics'));
    expect(await refused.json()).toMatchObject({ code: 'FORBIDDEN' });
  });

  it('is not asked of probes', async () => {
    expect(await statusFor('http://10.1.2.3:8080/_/health')).toBe(200);
  });

  it('may be any with *', async () => {
    const open = createTestServer({ config: { server: { allowed_hosts: ['*'] } } });
    expect((await open.fetch(new Request('http://anything.example/metrics'))).status).toBe(200);
  });
});

describe('Origin', () => {
  const server = createTestServer({ config: { server: { cors_origins: ['https://app.example'] } } });

  it('of another site is refused, also for reading', async () => {
    for (const origin of ['https://evil.example', 'null', 'https://app.example.evil.example', 'http://app.example']) {
      expect((await server.ask('/generate', json(SPEC, { origin }))).status).toBe(403);
      expect((await server.ask('/metrics', { headers: { origin } })).status).toBe(403);
    }
  });

  it('of this very site is let in', async () => {
    expect((await server.ask('/generate', json(SPEC, { origin: 'http://localhost' }))).status).toBe(200);
  });

  it('that is listed may read the answer and is answered before it calls', async () => {
    const origin = 'https://app.example';
    const response = await server.ask('/generate', json(SPEC, { origin }));
    expect(response.headers.get('access-control-allow-origin')).toBe(origin);
    expect(response.headers.get('vary')).toContain('origin');
    const preflight = await server.ask('/generate', {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'POST' },
    });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('access-control-allow-headers')).toContain('idempotency-key');
  });

  it('says nothing to callers that are no pages', async () => {
    const response = await server.ask('/generate', json(SPEC));
    expect(response.headers.get('access-control-allow-origin')).toBeNull();
  });
});

describe('the API key', () => {
  const server = createTestServer({ config: { security: { api_key: KEY } } });

  it('is taken from either header', async () => {
    expect((await server.ask('/generate', json(SPEC, { 'x-api-key': KEY }))).status).toBe(200);
    expect((await server.ask('/generate', json(SPEC, { authorization: `Bearer ${KEY}` }))).status).toBe(200);
  });

  it('is needed everywhere but at probes', async () => {
    const refused = await server.ask('/generate', json(SPEC));
    expect(refused.status).toBe(401);
    expect((await refused.json()).code).toBe('UNAUTHENTICATED');
    for (const key of ['', 'a-key-of-some-lengt', `${KEY}x`]) {
      expect((await server.ask('/generate', json(SPEC, { 'x-api-key': key }))).status).toBe(401);
    }
    expect((await server.ask('/metrics')).status).toBe(401);
    for (const path of ['/health', '/ready', '/_/health', '/_/ready'])
      expect((await server.ask(path)).status).toBe(200);
  });
});
