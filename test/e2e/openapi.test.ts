import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningServer, startEmbeddedServer } from '../support/embedded-server.ts';
import { createTestServer, json } from '../support/generate-server.ts';

interface Operation {
  readonly operationId: string;
  readonly requestBody?: unknown;
  readonly responses: Record<string, { readonly content?: Record<string, { readonly schema: object }> }>;
}
interface Document {
  readonly openapi: string;
  readonly paths: Record<string, Record<string, Operation>>;
  readonly components: { readonly schemas: Record<string, object> };
}

const WEBHOOK_SECRET = 'the-secret-of-the-store';
const SPEC = { schema: { id: 'sequence', x: 'double' }, num_records: 200, format: 'csv', seed: 3 };
let running: RunningServer;
let document: Document;
let schemaCount = 0;

beforeAll(async () => {
  running = await startEmbeddedServer({ security: { webhook_secret: WEBHOOK_SECRET } });
  document = await (await running.ask('/openapi.json')).json();
});
afterAll(() => running.stop());

/** Answers a call of the operation that should succeed; each job is one of its own, since some calls end it. */
async function call(method: string, path: string, operation: Operation): Promise<Response> {
  const { operationId } = operation;
  const address = path.includes('{id}') ? await addressOf(path, operationId) : await catalogAddress(path);
  const body = BODIES[operationId] ?? SPEC;
  const init = {
    ...(operation.requestBody !== undefined && json(body, HEADERS[operationId])),
    method: method.toUpperCase(),
  };
  const response = await running.ask(address, init);
  if (operationId === 'retryJob') await endLongJob(address.replace('/retry', ''));
  return response;
}

/** Of what is no request for rows. */
const BODIES: Readonly<Record<string, object>> = {
  createSchema: { name: 'made', spec: SPEC },
  changeSchema: { spec: { ...SPEC, num_records: 300 } },
  rollbackSchema: { version: 1 },
  useTemplate: { name: 'used', scale: 0.01 },
  receiveStorageEvent: { Records: [] },
  createSchedule: { name: 'made', cron: '0 3 * * *', request: { template: 'retail', scale: 0.1 } },
  changeSchedule: { cron: '@weekly', request: { spec: SPEC } },
};
const HEADERS: Readonly<Record<string, Record<string, string>>> = {
  receiveStorageEvent: { authorization: `Bearer ${WEBHOOK_SECRET}` },
};

/** A template, or a schema of its own for each call, with two versions. */
async function catalogAddress(path: string): Promise<string> {
  if (path.startsWith('/v1/schedules/')) return path.replace('{name}', await makeSchedule());
  if (path.startsWith('/v1/templates')) return path.replace('{name}', 'retail');
  if (!path.startsWith('/v1/schemas/')) return path;
  schemaCount += 1;
  const name = `shop-${schemaCount}`;
  await running.ask('/v1/schemas', json({ name, spec: SPEC }));
  await running.ask(`/v1/schemas/${name}`, { ...json({ spec: { ...SPEC, seed: 4 } }), method: 'PUT' });
  const query = path.endsWith('/diff') ? '?from=1' : '';
  return path.replace('{name}', name).replace('{version}', '1') + query;
}

/** One with a history. */
async function makeSchedule(): Promise<string> {
  schemaCount += 1;
  const name = `nightly-${schemaCount}`;
  await running.ask('/v1/schedules', json({ name, cron: '@daily', request: { spec: SPEC } }));
  await running.ask(`/v1/schedules/${name}/run`, { method: 'POST' });
  return name;
}

/** A long job that runs on would keep the jobs of the calls that follow waiting. */
async function endLongJob(address: string): Promise<void> {
  await running.ask(`${address}/cancel`, { method: 'POST' });
  await (await running.ask(`${address}/events`)).text();
}

async function addressOf(path: string, operationId: string): Promise<string> {
  const isLong = operationId === 'cancelJob' || operationId === 'retryJob';
  const wide = {
    schema: Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`c${i}`, 'double'])),
    num_records: 10_000_000,
  };
  const job = await running.makeJob(isLong ? wide : SPEC);
  if (operationId === 'retryJob') await running.ask(`/v1/jobs/${job.id}/cancel`, { method: 'POST' });
  if (operationId !== 'cancelJob') await running.waitForEnd(job.id);
  return path.replace('{id}', job.id).replace('{name}', 'data.csv');
}

describe('/openapi.json', () => {
  it('is OpenAPI 3.1 and names every route of every function, and no other', async () => {
    expect(document.openapi).toMatch(/^3\.1\./);
    const documented = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method} ${path}`),
    );
    const ids = Object.values(document.paths).flatMap((methods) =>
      Object.values(methods).map(({ operationId }) => operationId),
    );
    expect(new Set(ids).size).toBe(ids.length);
    for (const route of documented) {
      const [method, path] = route.split(' ') as [string, string];
      const options = await running.ask(path.replaceAll(/\{\w+\}/g, 'x'), { method: 'OPTIONS' });
      expect(options.headers.get('allow'), route).toContain(method.toUpperCase());
    }
  });

  it('describes every operation as it answers', async () => {
    const ajv = new Ajv2020({ strict: false, validateFormats: false });
    ajv.addSchema({ $id: 'openapi', components: document.components });
    for (const [path, methods] of Object.entries(document.paths)) {
      for (const [method, operation] of Object.entries(methods)) {
        const response = await call(method, path, operation);
        const name = `${method} ${path} ${response.status}`;
        const described = operation.responses[String(response.status)];
        expect(described, name).toBeDefined();
        expect(response.status, name).toBeLessThan(300);
        const type = response.headers.get('content-type')?.split(';')[0];
        if (type === undefined || described!.content === undefined) {
          await response.body?.cancel();
          continue;
        }
        const content = described!.content[type] ?? described!.content['application/octet-stream'];
        expect(content, `${name} ${type}`).toBeDefined();
        const text = await response.text();
        if (type !== 'application/json' || path === '/openapi.json') continue;
        const isValid = ajv.validate(relocate(content!.schema), JSON.parse(text));
        expect(isValid, `${name}: ${ajv.errorsText()}`).toBe(true);
      }
    }
  });

  it('describes problems as they are answered', async () => {
    const ajv = new Ajv2020({ strict: false, validateFormats: false });
    const server = createTestServer();
    const problem = await (await server.ask('/generate', json({ schema: { a: 'nothing' }, num_records: 1 }))).json();
    expect(ajv.validate(document.components.schemas['Problem']!, problem)).toBe(true);
  });
});

/** References into the document, as the validator knows it. */
function relocate(schema: object): object {
  return JSON.parse(JSON.stringify(schema).replaceAll('"#/components', '"openapi#/components'));
}
