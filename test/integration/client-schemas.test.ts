import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Tabular } from '../../shared/client/tabular.ts';
import { type RunningServer, startEmbeddedServer } from '../support/embedded-server.ts';

const SPEC = { schema: { id: 'sequence' }, num_records: 5, seed: 1 };
let running: RunningServer;
let client: Tabular;
beforeAll(async () => {
  running = await startEmbeddedServer();
  client = new Tabular({ baseUrl: running.base, retries: 0 });
});
afterAll(() => running.stop());

describe('client.schemas', () => {
  it('creates, changes, compares, goes back and deletes', async () => {
    const { schemas } = client;
    expect(await schemas.create('shop', SPEC, { message: 'first' })).toMatchObject({ version: 1, message: 'first' });
    const wider = { ...SPEC, schema: { ...SPEC.schema, at: 'date' } };
    expect((await schemas.update('shop', wider, { expectedVersion: 1 })).version).toBe(2);
    await expect(schemas.update('shop', SPEC, { expectedVersion: 1 })).rejects.toMatchObject({
      code: 'SCHEMA_CHANGED',
    });
    expect(await schemas.diff('shop', { from: 1, to: 2 })).toMatchObject({ is_compatible: true });
    expect(await schemas.diff('shop', { from: 2, to: 1 })).toMatchObject({ is_compatible: false });
    expect(await schemas.rollback('shop', 1, { message: 'back' })).toMatchObject({ version: 3, restored_from: 1 });
    expect((await schemas.get('shop', { version: 2 })).source).toEqual(wider);
    const versions = await Array.fromAsync(schemas.versions('shop', { pageSize: 2 }));
    expect(versions.map(({ version }) => version)).toEqual([3, 2, 1]);
    await schemas.delete('shop');
    await expect(schemas.get('shop')).rejects.toMatchObject({ code: 'SCHEMA_NOT_FOUND' });
  });

  it('lists every schema, page by page', async () => {
    for (const name of ['a', 'b', 'c']) await client.schemas.create(name, SPEC);
    const names = await Array.fromAsync(client.schemas.list({ pageSize: 2 }), ({ name }) => name);
    expect(names).toEqual(['a', 'b', 'c']);
  });

  it('is what rows and jobs are made of', async () => {
    await client.schemas.create('rows', SPEC);
    const reference = { schema_ref: 'rows', num_records: 3 };
    expect(await Array.fromAsync(client.generate(reference).rows())).toEqual([{ id: 0 }, { id: 1 }, { id: 2 }]);
    expect((await client.estimate(reference)).rows).toBe(3);
    const job = await client.jobs.create(reference);
    expect(await job.wait()).toMatchObject({ schema_name: 'rows', schema_version: 1, num_records: 3 });
  });

  it('is created once, however often a lost answer is asked for again', async () => {
    let losses = 1;
    const lossy = new Tabular({
      baseUrl: running.base,
      retryMs: 1,
      fetch: async (address, init) => {
        const response = await fetch(address, init);
        if (losses-- > 0) throw new TypeError('the connection broke');
        return response;
      },
    });
    expect((await lossy.schemas.create('lost', SPEC)).version).toBe(1);
    losses = 1;
    expect((await lossy.templates.use('bank', { name: 'lost-too', scale: 0.01 })).version).toBe(1);
  });
});

describe('client.templates', () => {
  it('lists, shows and uses them', async () => {
    const templates = await client.templates.list();
    expect(templates.map(({ name }) => name)).toEqual(['bank', 'retail', 'telemetry']);
    const { spec, documentation } = await client.templates.get('telemetry');
    expect(spec['name']).toBe('telemetry');
    expect(documentation).toContain('# Telemetry of devices');
    const used = await client.templates.use('retail', { name: 'my-retail', scale: 0.1 });
    expect(used).toMatchObject({ name: 'my-retail', version: 1 });
    expect((await client.templates.use('retail')).name).toBe('retail');
    await expect(client.templates.get('none')).rejects.toMatchObject({ code: 'TEMPLATE_NOT_FOUND' });
  });
});
