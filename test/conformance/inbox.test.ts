import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '../../shared/errors/app-error.ts';
import { deleteBelow } from '../../shared/objects/delete-below.ts';
import { pgliteEngine, postgresEngine } from '../support/temp-database.ts';
import { BUCKET, startTriggerPlatform, TENANT, type TriggerPlatform } from '../support/trigger-platform.ts';

const ENGINES = [pgliteEngine(), postgresEngine()];
afterAll(async () => {
  for (const engine of ENGINES) await engine.close();
});

for (const engine of ENGINES)
  describe.skipIf(engine.skipReason !== undefined)(`inbox on ${engine.name} ${engine.skipReason ?? ''}`, () => {
    let platform: TriggerPlatform;
    beforeAll(async () => {
      platform = await startTriggerPlatform(engine);
    });
    afterAll(() => platform?.close());
    beforeEach(async () => {
      await platform.database.execute('TRUNCATE inbox_events, inbox_cursors, jobs, plans, tasks, schemas CASCADE');
      await deleteBelow(platform.objects, '');
    });
    afterEach(() => expect(platform.errors.splice(0)).toEqual([]));

    const events = async () => (await platform.inbox.list(TENANT, { limit: 200 })).events;
    const arrival = (name: string, etag = 'e') => ({
      bucket: BUCKET,
      key: `t/${TENANT}/inbox/retail/${name}.yaml`,
      etag,
    });

    it('knows an object with its content once, however often it is told of or found', async () => {
      expect(await platform.inbox.receive(TENANT, [arrival('a'), arrival('b')], 'event')).toBe(2);
      expect(await platform.inbox.receive(TENANT, [arrival('a')], 'list')).toBe(0);
      expect(await platform.inbox.receive(TENANT, [arrival('a', 'other')], 'list')).toBe(1);
      expect((await events()).map(({ key, etag, found_by }) => [key.at(-6), etag, found_by])).toHaveLength(3);
    });

    it('makes the job that was asked for, and brings its files to the outbox with the manifest last', async () => {
      await platform.put('inbox/retail/small.yaml', 'num_records: { products: 7 }');
      expect(await platform.trigger()).toMatchObject({ found_objects: 1, started_jobs: 1, delivered_results: 0 });
      const [job] = await platform.listJobs();
      expect(job).toMatchObject({ name: 'retail', seed: 7, format: 'parquet' });
      expect(await events()).toMatchObject([
        { state: 'generating', job_id: job!.id, outbox: 't/default/outbox/small/' },
      ]);
      await platform.put('outbox/small/left-over.csv', 'of an earlier request');
      await platform.hurry();
      expect(await platform.trigger()).toMatchObject({ delivered_results: 0 });
      await platform.succeed(job!.id, 'id\n1\n');
      await platform.hurry();
      expect(await platform.trigger()).toMatchObject({ found_objects: 0, delivered_results: 1 });
      const files = await platform.read('outbox/');
      expect(Object.keys(files)).toEqual(['outbox/small/data.csv', 'outbox/small/manifest.json']);
      expect(files['outbox/small/data.csv']).toBe('id\n1\n');
      expect(await events()).toMatchObject([{ state: 'succeeded', error: null }]);
      expect(await platform.trigger()).toMatchObject({ found_objects: 0, started_jobs: 0 });
    });

    it('goes on behind the files that an earlier try has brought', async () => {
      await platform.put('inbox/retail/a.yaml', '');
      await platform.trigger();
      const [job] = await platform.listJobs();
      await platform.succeed(job!.id);
      await platform.hurry();
      await platform.trigger();
      const etagOf = async () => (await platform.objects.find(`t/${TENANT}/outbox/a/data.csv`))!.etag;
      const brought = await etagOf();
      await platform.objects.delete([`t/${TENANT}/outbox/a/manifest.json`]);
      await platform.database.execute("UPDATE inbox_events SET state = 'generating', ended_at = NULL");
      await platform.hurry();
      expect(await platform.trigger()).toMatchObject({ delivered_results: 1 });
      expect([await etagOf(), Object.keys(await platform.read('outbox/'))]).toEqual([
        brought,
        ['outbox/a/data.csv', 'outbox/a/manifest.json'],
      ]);
    });

    it('makes one job when a process died right after making it', async () => {
      await platform.put('inbox/retail/once.yaml', 'scale: 0.1');
      await platform.trigger();
      await platform.database.execute("UPDATE inbox_events SET state = 'received', job_id = NULL");
      await platform.hurry();
      await platform.processes()();
      expect(await platform.listJobs()).toHaveLength(1);
      expect(await events()).toMatchObject([{ state: 'generating' }]);
    });

    it('makes one job when several look at once', async () => {
      for (const name of ['a', 'b', 'c']) await platform.put(`inbox/retail/${name}.yaml`, 'scale: 0.1');
      await Promise.all([1, 2, 3].map(() => platform.processes()()));
      expect(await platform.listJobs()).toHaveLength(3);
    });

    it('puts the error of a request that cannot be carried out where its results would be', async () => {
      await platform.put('inbox/retail/wrong.yaml', 'num_records: { nothing: 7 }');
      await platform.put('inbox/nowhere/unknown.json', '{}');
      await platform.put('inbox/retail/malformed.json', '{');
      await platform.put('inbox/retail/large.json', ' '.repeat(65 * 1024));
      expect(await platform.trigger()).toMatchObject({ failed_triggers: 4, started_jobs: 0 });
      const files = await platform.read('outbox/');
      const codes = Object.entries(files).map(([key, text]) => [key.split('/')[1], JSON.parse(text).code]);
      expect(codes).toEqual([
        ['large', 'PAYLOAD_TOO_LARGE'],
        ['malformed', 'INVALID_REQUEST'],
        ['unknown', 'TEMPLATE_NOT_FOUND'],
        ['wrong', 'INVALID_SPEC'],
      ]);
      expect(JSON.parse(files['outbox/wrong/error.json']!).issues).toMatchObject([{ path: 'num_records.nothing' }]);
    });

    it('tells of the job that failed', async () => {
      await platform.put('inbox/retail/failing.yaml', '');
      await platform.trigger();
      await platform.fail((await platform.listJobs())[0]!.id);
      await platform.hurry();
      expect(await platform.trigger()).toMatchObject({ failed_triggers: 1 });
      expect(await events()).toMatchObject([{ state: 'failed', error: { code: 'DEADLINE_EXCEEDED' } }]);
      expect(Object.keys(await platform.read('outbox/'))).toEqual(['outbox/failing/error.json']);
    });

    it('leaves a content that was replaced before its turn to the one that replaced it', async () => {
      const { etag } = await platform.put('inbox/retail/a.yaml', 'seed: 1');
      await platform.put('inbox/retail/a.yaml', 'seed: 2');
      await platform.inbox.receive(TENANT, [arrival('a', etag)], 'event');
      await platform.trigger();
      expect((await events()).map(({ state }) => state).sort()).toEqual(['generating', 'superseded']);
      expect((await platform.listJobs()).map(({ seed }) => seed)).toEqual([2]);
    });

    it('takes requests of one name one after the other, so that the last one put is what lies there', async () => {
      await platform.put('inbox/retail/a.yaml', 'seed: 1');
      await platform.trigger();
      await platform.put('inbox/bank/a.yaml', 'seed: 2');
      await platform.trigger();
      expect(await platform.listJobs()).toHaveLength(1);
      await platform.succeed((await platform.listJobs())[0]!.id);
      await platform.hurry();
      await platform.trigger();
      expect((await platform.listJobs()).map(({ name }) => name)).toEqual(['retail', 'bank']);
    });

    it('goes through the whole inbox page by page, and never looks at its own results', async () => {
      for (let index = 0; index < 1_003; index++)
        await platform.put(`inbox/retail/n${String(index).padStart(4, '0')}.txt`, String(index));
      await platform.put('outbox/a/manifest.json', '{}');
      const reports = [await platform.trigger(), await platform.trigger(), await platform.trigger()];
      expect(reports.map(({ found_objects }) => found_objects)).toEqual([1_000, 3, 0]);
    });

    it('forgets arrivals whose objects are gone, and keeps those that would run again', async () => {
      await platform.put('inbox/retail/kept.json', '{');
      await platform.put('inbox/retail/gone.json', '{');
      await platform.trigger();
      await platform.objects.delete([`t/${TENANT}/inbox/retail/gone.json`]);
      await platform.database.execute("UPDATE inbox_events SET checked_at = now() - interval '31 days'");
      expect(await platform.trigger()).toMatchObject({ found_objects: 0 });
      expect((await events()).map(({ key }) => key)).toEqual([`t/${TENANT}/inbox/retail/kept.json`]);
    });

    it('tries again what may pass, and gives up before a second job could be made', async () => {
      await platform.put('inbox/retail/a.yaml', 'seed: 1');
      const { read } = platform.objects;
      platform.objects.read = async () => {
        throw new AppError('STORAGE_UNAVAILABLE', 'it does not answer');
      };
      try {
        expect(await platform.trigger()).toMatchObject({ failed_triggers: 0 });
        expect(platform.errors.splice(0)).toMatchObject([{ code: 'STORAGE_UNAVAILABLE' }]);
        await platform.database.execute("UPDATE inbox_events SET first_claimed_at = now() - interval '21 hours'");
        await platform.hurry();
        expect(await platform.trigger()).toMatchObject({ failed_triggers: 1 });
      } finally {
        platform.objects.read = read;
      }
    });

    it('keeps its pages newest first', async () => {
      for (const name of ['a', 'b', 'c']) await platform.inbox.receive(TENANT, [arrival(name)], 'event');
      const first = await platform.inbox.list(TENANT, { limit: 2 });
      const second = await platform.inbox.list(TENANT, { limit: 2, cursor: first.nextCursor });
      const ids = [...first.events, ...second.events].map(({ id }) => id);
      expect(ids).toEqual(ids.toSorted().reverse());
      expect([first.events.length, second.events.length, second.nextCursor]).toEqual([2, 1, undefined]);
      expect((await platform.inbox.list(TENANT, { limit: 2, state: 'failed' })).events).toEqual([]);
    });
  });
