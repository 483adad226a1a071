import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Problem } from '../../shared/contracts/problem.ts';
import { SchemaDiff, SchemaList, SchemaVersionList, StoredSchema } from '../../shared/contracts/stored-schema.ts';
import { Template, TemplateList } from '../../shared/contracts/template.ts';
import { type RunningServer, startEmbeddedServer } from '../support/embedded-server.ts';
import { json } from '../support/generate-server.ts';

const SPEC = { name: 'shop', schema: { id: 'sequence', price: 'decimal(6,2)' }, num_records: 50 };
const WIDER = { ...SPEC, schema: { ...SPEC.schema, note: 'string?' } };
let running: RunningServer;
beforeAll(async () => {
  running = await startEmbeddedServer({ server: { body_limit_bytes: 20_000 } });
});
afterAll(() => running.stop());

const post = (path: string, body: unknown, headers = {}) => running.ask(path, json(body, headers));
const put = (path: string, body: unknown, headers = {}) => running.ask(path, { ...json(body, headers), method: 'PUT' });
const create = (name: string, spec: object = SPEC) => post('/v1/schemas', { name, spec });
const read = async (path: string) => (await running.ask(path)).json();

async function problemOf(response: Response | Promise<Response>): Promise<[number, string]> {
  const problem = (await (await response).json()) as Problem;
  return [problem.status, problem.code];
}

describe('/v1/schemas', () => {
  it('stores versions, tells what changed, and goes back', async () => {
    const created = await post('/v1/schemas', { name: 'shop', spec: SPEC, message: 'first' });
    expect([created.status, created.headers.get('location'), created.headers.get('etag')]).toEqual([
      201,
      '/v1/schemas/shop/versions/1',
      '"1"',
    ]);
    const first = StoredSchema.parse(await created.json());
    expect(first).toMatchObject({ version: 1, message: 'first', source: SPEC });
    const changed = await put('/v1/schemas/shop', { spec: WIDER });
    expect([changed.status, changed.headers.get('location')]).toEqual([201, '/v1/schemas/shop/versions/2']);
    const same = await put('/v1/schemas/shop', { spec: WIDER });
    expect([same.status, same.headers.get('etag')]).toEqual([200, '"2"']);
    const grown = SchemaDiff.parse(await read('/v1/schemas/shop/diff?from=1'));
    expect(grown).toMatchObject({ from: 1, to: 2, is_compatible: true });
    expect(grown.changes).toEqual([{ change: 'added', subject: 'column', path: 'data.note', is_breaking: false }]);
    expect(SchemaDiff.parse(await read('/v1/schemas/shop/diff?from=2&to=1')).is_compatible).toBe(false);
    const back = StoredSchema.parse(await (await post('/v1/schemas/shop/rollback', { version: 1 })).json());
    expect(back).toMatchObject({ version: 3, restored_from: 1, spec: first.spec });
    expect(StoredSchema.parse(await read('/v1/schemas/shop'))).toEqual(back);
    expect(StoredSchema.parse(await read('/v1/schemas/shop/versions/1'))).toEqual(first);
    const { versions } = SchemaVersionList.parse(await read('/v1/schemas/shop/versions?limit=2'));
    expect(versions.map(({ version }) => version)).toEqual([3, 2]);
    expect((await running.ask('/v1/schemas/shop', { method: 'DELETE' })).status).toBe(204);
    expect(await problemOf(running.ask('/v1/schemas/shop'))).toEqual([404, 'SCHEMA_NOT_FOUND']);
    expect(running.log().map(({ event }) => event)).toEqual(
      expect.arrayContaining(['schema_created', 'schema_changed', 'schema_deleted']),
    );
  });

  it('lists schemas page by page', async () => {
    for (const name of ['list-a', 'list-b', 'list-c']) await create(name);
    const page = SchemaList.parse(await read('/v1/schemas?limit=2'));
    expect(page.schemas.map(({ name }) => name)).toEqual(['list-a', 'list-b']);
    const rest = SchemaList.parse(await read(`/v1/schemas?limit=2&cursor=${page.next_cursor}`));
    expect(rest).toMatchObject({ schemas: [{ name: 'list-c', version: 1 }], next_cursor: null });
  });

  it('guards a change by the version that the caller has seen', async () => {
    await create('guarded');
    expect((await put('/v1/schemas/guarded', { spec: WIDER }, { 'if-match': '"1"' })).status).toBe(201);
    expect(await problemOf(put('/v1/schemas/guarded', { spec: SPEC }, { 'if-match': '"1"' }))).toEqual([
      412,
      'SCHEMA_CHANGED',
    ]);
    expect(await problemOf(post('/v1/schemas/guarded/rollback', { version: 1 }, { 'if-match': '"1"' }))).toEqual([
      412,
      'SCHEMA_CHANGED',
    ]);
    expect((await put('/v1/schemas/guarded', { spec: SPEC }, { 'if-match': '*' })).status).toBe(201);
    expect(await problemOf(put('/v1/schemas/guarded', { spec: SPEC }, { 'if-match': 'x' }))).toEqual([
      400,
      'INVALID_REQUEST',
    ]);
  });

  it('makes one schema for one idempotency key', async () => {
    const body = { name: 'once', spec: SPEC };
    const ask = (changed: object = {}) =>
      post('/v1/schemas', { ...body, ...changed }, { 'idempotency-key': 'schema-once' });
    const [first, second] = [await ask(), await ask()];
    expect([first.status, second.status]).toEqual([201, 201]);
    expect([first, second].map(({ headers }) => headers.get('idempotency-replayed'))).toEqual([null, 'true']);
    expect(await second.json()).toEqual(await first.json());
    expect(await problemOf(ask({ name: 'twice' }))).toEqual([422, 'IDEMPOTENCY_KEY_REUSED']);
    expect(await problemOf(post('/v1/schemas', body))).toEqual([409, 'SCHEMA_EXISTS']);
  });

  it('explains what it does not take', async () => {
    await create('strict');
    const wrong = await create('wrong', { schema: { a: 'integer[9:1]', b: 'nothing' }, num_records: 1 });
    expect(wrong.status).toBe(422);
    expect(((await wrong.json()) as Problem).issues).toHaveLength(2);
    for (const [ask, status] of [
      [() => create('a/b'), 400],
      [() => create('9lives'), 400],
      [() => post('/v1/schemas', { name: 'x' }), 400],
      [() => post('/v1/schemas', { name: 'x', spec: SPEC, more: 1 }), 400],
      [() => post('/v1/schemas', '{"name":"x","name":"y","spec":{}}'), 400],
      [() => post('/v1/schemas', { name: 'x', spec: SPEC, message: '\0' }), 400],
      [() => create('large', { ...SPEC, description: 'x'.repeat(20_000) }), 413],
      [() => post('/v1/schemas/strict/rollback', { version: 0 }), 400],
      [() => post('/v1/schemas/strict/rollback', { version: 9 }), 404],
      [() => running.ask('/v1/schemas/strict/versions/x'), 400],
      [() => running.ask('/v1/schemas/strict/versions/99999999999'), 400],
      [() => running.ask('/v1/schemas/strict/diff'), 400],
      [() => running.ask('/v1/schemas/strict/diff?from=1&to=7'), 404],
      [() => running.ask('/v1/schemas?cursor=x'), 400],
      [() => running.ask('/v1/schemas/%00'), 404],
      [() => put('/v1/schemas/absent', { spec: SPEC }), 404],
      [() => running.ask('/v1/schemas/strict', { method: 'POST' }), 405],
    ] as const)
      expect((await problemOf(ask()))[0], ask.toString()).toBe(status);
  });
});

describe('/v1/templates', () => {
  it('lists templates, shows their specification and page, and stores one under a name', async () => {
    const { templates } = TemplateList.parse(await read('/v1/templates'));
    expect(templates.map(({ name }) => name)).toEqual(['bank', 'retail', 'telemetry']);
    for (const { name, title, tables } of templates) {
      const template = Template.parse(await read(`/v1/templates/${name}`));
      expect(template.documentation).toMatch(new RegExp(`^# ${title}\n`));
      expect(Object.keys(template.spec['tables'] as object)).toEqual(tables);
      const used = await post(`/v1/templates/${name}/use`, { name: `my-${name}`, scale: 0.1 });
      expect(used.status).toBe(201);
      const stored = StoredSchema.parse(await used.json());
      expect(stored).toMatchObject({ name: `my-${name}`, version: 1, message: `template ${name}, scale 0.1` });
    }
    const retail = StoredSchema.parse(await read('/v1/schemas/my-retail'));
    expect(retail.source).toMatchObject({ tables: { stores: { num_records: 2 }, customers: { num_records: 530 } } });
  });

  it('takes no body for the template as it is, once per name', async () => {
    const use = () => running.ask('/v1/templates/bank/use', { method: 'POST' });
    expect(await (await use()).json()).toMatchObject({
      name: 'bank',
      source: { tables: { customers: { num_records: 2_000 } } },
    });
    expect(await problemOf(use())).toEqual([409, 'SCHEMA_EXISTS']);
  });

  it('names the template that was probably meant', async () => {
    const response = await running.ask('/v1/templates/retial');
    const problem = (await response.json()) as Problem;
    expect(problem).toMatchObject({ status: 404, code: 'TEMPLATE_NOT_FOUND' });
    expect(problem.detail).toContain('did you mean "retail"?');
    expect(await problemOf(post('/v1/templates/bank/use', { scale: 0 }))).toEqual([400, 'INVALID_REQUEST']);
    expect(await problemOf(post('/v1/templates/none/use', {}))).toEqual([404, 'TEMPLATE_NOT_FOUND']);
  });
});
