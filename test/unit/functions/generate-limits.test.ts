import { describe, expect, it } from 'vitest';
import { Problem } from '../../../shared/contracts/problem.ts';
import { createTestServer, json } from '../../support/generate-server.ts';

const SPEC = { schema: { id: 'integer' }, num_records: 10 };

async function problemOf(response: Response): Promise<Problem> {
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  const problem = Problem.parse(await response.json());
  expect(problem.status).toBe(response.status);
  expect(problem.request_id).toBe(response.headers.get('x-request-id'));
  return problem;
}

describe('bodies that cannot be read', () => {
  const server = createTestServer();
  const refused = async (body: string): Promise<Problem> => problemOf(await server.ask('/generate', json(body)));

  it('are answered 400 with the place of the fault', async () => {
    expect(await refused('{"schema":')).toMatchObject({ status: 400, code: 'INVALID_REQUEST' });
    expect(await refused('')).toMatchObject({ status: 400, code: 'INVALID_REQUEST' });
    expect((await refused('{"a":1,\n "a":2}')).detail).toContain('line 2, column 2');
    expect(await refused('[1,2]')).toMatchObject({ status: 400 });
    expect(await refused('"text"')).toMatchObject({ status: 400 });
    expect(await refused('null')).toMatchObject({ status: 400 });
  });

  it('are refused when they nest too deep or reach for prototypes', async () => {
    expect(await refused(`${'['.repeat(100_000)}`)).toMatchObject({ status: 400 });
    expect(await refused(`{"schema":${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}}`)).toMatchObject({ status: 400 });
    expect(await refused('{"schema":{"__proto__":"integer"},"num_records":1}')).toMatchObject({ status: 400 });
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });

  it('are refused when they are not UTF-8', async () => {
    const body = new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x7d]);
    const headers = { 'content-type': 'application/json' };
    expect(await problemOf(await server.ask('/generate', { method: 'POST', body, headers }))).toMatchObject({
      status: 400,
    });
  });

  it('are 413 beyond the limit, whether the length is told or not', async () => {
    const small = createTestServer({ config: { server: { body_limit_bytes: 1_024 } } });
    const body = JSON.stringify({ ...SPEC, name: 'x'.repeat(2_000) });
    expect(await problemOf(await small.ask('/generate', json(body)))).toMatchObject({
      status: 413,
      code: 'PAYLOAD_TOO_LARGE',
    });
    const untold = { method: 'POST', body, headers: { 'content-type': 'application/json' } };
    expect((await small.ask('/generate', untold)).status).toBe(413);
  });

  it('are 415 unless they are JSON', async () => {
    const types = ['text/plain', 'application/x-www-form-urlencoded', 'application/json; charset=latin1', ''];
    for (const type of types) {
      const response = await server.ask('/generate', json(SPEC, { 'content-type': type }));
      expect(await problemOf(response)).toMatchObject({ status: 415, code: 'UNSUPPORTED_MEDIA_TYPE' });
    }
    expect((await server.ask('/generate', json(SPEC, { 'content-encoding': 'gzip' }))).status).toBe(415);
    expect(
      (await server.ask('/generate', json(SPEC, { 'content-type': 'application/json; charset=UTF-8' }))).status,
    ).toBe(200);
  });
});

describe('specifications with faults', () => {
  const server = createTestServer({
    config: { generation: { max_rows_per_request: 1_000, max_columns: 2, sync_max_rows: 500 } },
  });

  it('are answered 422 with every issue', async () => {
    const schema = { a: 'integer[9:1]', b: 'nothing', c: { kind: 'double', decimals: 99 } };
    const problem = await problemOf(await server.ask('/generate', json({ schema, num_records: -1 })));
    expect(problem.code).toBe('INVALID_SPEC');
    expect(problem.issues!.length).toBeGreaterThanOrEqual(4);
  });

  it('name the kinds of data that there are', async () => {
    const problem = await problemOf(await server.ask('/generate', json({ ...SPEC, generator_type: 'image' })));
    expect(problem).toMatchObject({ status: 422, code: 'GENERATOR_NOT_AVAILABLE' });
    expect(problem.detail).toContain('tabular');
  });

  it('keep to the configured rows and columns', async () => {
    expect((await problemOf(await server.ask('/generate', json({ ...SPEC, num_records: 1_001 })))).code).toBe(
      'INVALID_SPEC',
    );
    expect((await problemOf(await server.ask('/generate', json({ ...SPEC, num_records: 1e300 })))).code).toBe(
      'INVALID_SPEC',
    );
    const schema = { a: 'integer', b: 'integer', c: 'integer' };
    const problem = await problemOf(await server.ask('/generate', json({ schema, num_records: 1 })));
    expect(problem.issues![0]).toMatchObject({ bound: 2 });
  });

  it('carry names that look like paths without touching a file', async () => {
    const body = {
      tables: { '../../etc/passwd': { num_records: 1, columns: [{ name: '..\\..', kind: 'sequence' }] } },
    };
    const response = await server.ask('/generate', json(body));
    expect(await response.json()).toMatchObject({ data: { '../../etc/passwd': [{ '..\\..': 0 }] } });
  });

  it('carry names of built-in properties', async () => {
    const response = await server.ask(
      '/generate',
      json({ schema: { constructor: 'sequence', toString: 'sequence' }, num_records: 1 }),
    );
    expect(await response.text()).toContain('"constructor":0,"toString":0');
  });
});

describe('requests beyond what is made at once', () => {
  it('need a database to become a job', async () => {
    const server = createTestServer();
    const large = await problemOf(await server.ask('/generate', json({ ...SPEC, num_records: 50_001 })));
    expect(large).toMatchObject({ status: 503, code: 'DATABASE_UNAVAILABLE' });
    const preferred = await server.ask('/generate', json(SPEC, { prefer: 'wait=5, respond-async' }));
    expect(preferred.status).toBe(503);
    expect((await server.ask('/v1/jobs')).status).toBe(503);
  });

  it('are told to come back when all slots are taken', async () => {
    const server = createTestServer({ config: { generation: { max_concurrent: 2 } } });
    const wide = {
      schema: Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`c${i}`, 'long'])),
      num_records: 6_000,
    };
    const answers = await Promise.all([1, 2, 3, 4].map(() => server.ask('/generate', json(wide))));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 429, 429]);
    const refused = answers.find(({ status }) => status === 429)!;
    expect(refused.headers.get('retry-after')).toBe('1');
    expect((await problemOf(refused)).code).toBe('TOO_MANY_REQUESTS');
    expect((await server.ask('/generate', json(wide))).status).toBe(200);
    expect(server.activeGenerations()).toBe(0);
  });

  it('end with 504 when the time is over, and stop working', async () => {
    const server = createTestServer({ config: { server: { request_timeout_seconds: 0.02 } } });
    const wide = {
      schema: Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`c${i}`, 'string'])),
      num_records: 6_000,
    };
    const response = await server.ask('/generate', json(wide));
    expect(await problemOf(response)).toMatchObject({ status: 504, code: 'DEADLINE_EXCEEDED' });
    while (server.activeGenerations() > 0) await new Promise((resolve) => setImmediate(resolve));
  });
});

describe('parameters of the URL', () => {
  const server = createTestServer();

  it('are refused when they are unknown, doubled or wrong', async () => {
    for (const query of ['fromat=csv', 'stream=maybe', 'format=csv&format=json']) {
      expect((await problemOf(await server.ask(`/generate?${query}`, json(SPEC)))).status).toBe(400);
    }
    expect((await server.ask('/v1/preview?rows=0', json(SPEC))).status).toBe(400);
    expect((await server.ask('/v1/preview?rows=1001', json(SPEC))).status).toBe(400);
  });
});
