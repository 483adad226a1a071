import { describe, expect, it } from 'vitest';
import { AppError } from '../../../shared/errors/app-error.ts';
import { ERROR_CODES, type ErrorCode } from '../../../shared/errors/error-codes.ts';
import { problemOf } from '../../../shared/errors/problem-of.ts';
import { createApi } from '../../../shared/http/api.ts';
import { createFetch } from '../../../shared/http/create-fetch.ts';
import { InFlight } from '../../../shared/http/in-flight.ts';
import { createRequestContext } from '../../../shared/http/request-context.ts';
import { respondJson } from '../../../shared/http/respond.ts';
import { createMetrics } from '../../../shared/telemetry/metrics.ts';
import { createMetricsRenderer } from '../../../shared/telemetry/prometheus-text.ts';
import { createTestLog, createTestServer } from '../../support/generate-server.ts';

function serverWith(handler: () => Promise<Response> | Response, timeoutMs = 1_000) {
  const api = createApi();
  const lines: string[] = [];
  const metrics = createMetrics(async () => createMetricsRenderer());
  api.on('GET', '/things/{id}', handler);
  const log = createTestLog(lines);
  const fetch = createFetch({
    select: () => api,
    admit: () => undefined,
    log,
    metrics,
    timeoutMs,
    inFlight: new InFlight(10),
    component: 'test',
  });
  return {
    ask: (path: string, init?: RequestInit) => fetch(new Request(`http://localhost${path}`, init)),
    lines,
    metrics,
  };
}

describe('every answer', () => {
  const server = createTestServer();

  it('carries a request id, the time it took and headers that keep browsers out', async () => {
    for (const path of ['/health', '/nothing', '/v1/jobs']) {
      const { headers } = await server.ask(path);
      expect(headers.get('x-request-id')).toMatch(/^req_[0-9a-f]{16}-[0-9a-z]+$/);
      expect(headers.get('x-response-time')).toMatch(/^\d+(\.\d+)?ms$/);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(headers.get('cache-control')).toBe('no-store');
    }
  });

  it('keeps a harmless request id of the caller and replaces any other', async () => {
    const idFor = async (id: string) =>
      (await server.ask('/health', { headers: { 'x-request-id': id } })).headers.get('x-request-id');
    expect(await idFor('trace-1:a.b_C')).toBe('trace-1:a.b_C');
    for (const id of ['two words', 'x'.repeat(129), '"}{']) expect(await idFor(id)).toMatch(/^req_/);
  });
});

describe('paths and methods', () => {
  const server = createTestServer();

  it('that are unknown are 404, with their method wrong 405 and Allow', async () => {
    expect((await server.ask('/v1/job')).status).toBe(404);
    expect((await server.ask('/health/')).status).toBe(404);
    const wrong = await server.ask('/generate');
    expect(wrong.status).toBe(405);
    expect(wrong.headers.get('allow')).toBe('POST, OPTIONS');
    expect((await wrong.json()).code).toBe('METHOD_NOT_ALLOWED');
    expect((await server.ask('/v1/jobs/x', { method: 'PUT' })).headers.get('allow')).toBe('GET, DELETE, HEAD, OPTIONS');
    expect((await server.ask('/v1/jobs/x/files/a/b.csv', { method: 'DELETE' })).status).toBe(405);
  });

  it('answer OPTIONS and HEAD', async () => {
    const options = await server.ask('/v1/jobs', { method: 'OPTIONS' });
    expect([options.status, options.headers.get('allow')]).toEqual([204, 'GET, HEAD, OPTIONS']);
    const head = await server.ask('/health', { method: 'HEAD' });
    expect([head.status, await head.text()]).toEqual([200, '']);
  });
});

describe('errors', () => {
  it('are problem details by their code, whichever it is', () => {
    for (const code of Object.keys(ERROR_CODES) as ErrorCode[]) {
      const problem = problemOf(
        new AppError(code, 'why', { issues: [{ path: 'p', code: 'C', message: 'm' }] }),
        'req_1',
      );
      expect(problem).toMatchObject({ code, status: ERROR_CODES[code].status, detail: 'why', request_id: 'req_1' });
      expect(problem.type).toBe(`urn:tabular:problem:${code.toLowerCase().replaceAll('_', '-')}`);
    }
  });

  it('that nobody expected tell the caller nothing and the log everything', async () => {
    const server = serverWith(() => {
      throw new TypeError('secret inside');
    });
    const response = await server.ask('/things/1');
    const text = await response.text();
    expect(response.status).toBe(500);
    expect(JSON.parse(text).code).toBe('INTERNAL');
    expect(text).not.toContain('secret');
    const line = JSON.parse(server.lines[0]!);
    expect(line).toMatchObject({ event: 'request_failed', endpoint: '/things/{id}', code: 'INTERNAL' });
    expect(line.cause).toContain('secret inside');
    expect(await server.metrics.render()).toContain('tabular_errors_total{error_type="INTERNAL",component="test"} 1');
  });

  it('may quote 64-bit values', async () => {
    const issues = [{ path: 'x', code: 'OUT_OF_RANGE', message: 'm', value: 2n ** 63n }];
    const server = serverWith(() => {
      throw new AppError('INVALID_SPEC', 'd', { issues });
    });
    expect((await (await server.ask('/things/1')).json()).issues[0].value).toBe('9223372036854775808');
  });
});

describe('the time limit', () => {
  it('answers 504 for work that does not come to an end', async () => {
    const server = serverWith(() => new Promise<Response>(() => undefined), 5);
    expect((await server.ask('/things/1')).status).toBe(504);
  });
});

describe('request metrics', () => {
  it('name the pattern of a route, never its path, and known methods only', async () => {
    const context = createRequestContext(new Request('http://localhost/'));
    const server = serverWith(() => respondJson(context, {}));
    await server.ask('/things/17');
    await server.ask('/things/18');
    await server.ask('/unknown/19');
    await server.ask('/things/20', { method: 'BREW' });
    const text = await server.metrics.render();
    expect(text).toContain('tabular_api_requests_total{method="GET",endpoint="/things/{id}",status="200"} 2');
    expect(text).toContain('tabular_api_requests_total{method="GET",endpoint="unmatched",status="404"} 1');
    expect(text).toContain('tabular_api_requests_total{method="other",endpoint="/things/{id}",status="405"} 1');
    expect(text).not.toMatch(/\/1[789]|BREW/);
  });
});
