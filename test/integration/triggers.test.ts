import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { InboxEvent, Schedule, ScheduleRun } from '../../shared/contracts/triggers.ts';
import { documentExamples } from '../support/document-examples.ts';
import { type RunningServer, startEmbeddedServer } from '../support/embedded-server.ts';
import { json } from '../support/generate-server.ts';
import { runTabular } from '../support/run-tabular.ts';

const SECRET = 'the-secret-of-the-store';
const [inboxExample, scheduleExample] = documentExamples('docs/triggers.md');
let running: RunningServer;

beforeAll(async () => {
  running = await startEmbeddedServer({ security: { webhook_secret: SECRET } });
});
afterAll(() => running.stop());

const ask = async (path: string, init?: RequestInit) => (await running.ask(path, init)).json() as Promise<never>;
const post = (path: string) => running.ask(path, { method: 'POST' });
const objectsFolder = () => join(running.server.platform.folder, 'objects');

/** A file that was written a while ago, as far as its time says. */
function place(key: string, text: string): void {
  const file = join(objectsFolder(), key);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  utimesSync(file, 1_700_000_000, 1_700_000_000);
}

async function listEvents(): Promise<InboxEvent[]> {
  return (await ask('/v1/storage-events'))['events'];
}

describe('a file in the inbox of the data folder', () => {
  it('becomes a dataset in the outbox, without any event', async () => {
    place('t/default/inbox/retail/monday.yaml', inboxExample!.text);
    await post('/tick');
    const [event] = await listEvents();
    expect(event).toMatchObject({ found_by: 'list', state: 'generating', outbox: 't/default/outbox/monday/' });
    await running.waitForEnd(event!.job_id!);
    let state = event!.state;
    while (state === 'generating') {
      await post('/tick');
      state = (await listEvents())[0]!.state;
    }
    expect(state).toBe('succeeded');
    const keys = (await running.server.platform.objects.list('t/default/outbox/')).map(({ key }) => key);
    expect(keys).toContain('t/default/outbox/monday/customers.csv');
    expect(keys).toContain('t/default/outbox/monday/manifest.json');
    const job = await ask(`/v1/jobs/${event!.job_id}`);
    expect(job).toMatchObject({ name: 'retail', seed: 11, format: 'csv' });
  });
});

describe('POST /v1/storage-events', () => {
  const event = {
    Records: [{ eventName: 's3:ObjectRemoved:Delete', s3: { bucket: { name: 'x' }, object: { key: 'k' } } }],
  };
  const tell = (body: unknown, token?: string) =>
    running.ask('/v1/storage-events', json(body, token === undefined ? {} : { authorization: `Bearer ${token}` }));

  it('takes nothing without the secret', async () => {
    expect([(await tell(event)).status, (await tell(event, 'another secret, as long')).status]).toEqual([401, 401]);
  });

  it('answers 200 to what it cannot use, and notes what it cannot read', async () => {
    const known = (await listEvents()).length;
    expect(await (await tell(event, SECRET)).json()).toEqual({ received: 0, ignored: 1 });
    for (const body of ['{', '{"Records":[{"eventName":1}]}']) expect((await tell(body, SECRET)).status).toBe(200);
    const [last, ...others] = await listEvents();
    expect([others.length + 1 - known, last]).toMatchObject([
      2,
      { state: 'failed', key: '', error: { code: 'INVALID_REQUEST' } },
    ]);
  });

  it('reads keys as stores encode them, and leaves its own results alone', async () => {
    const record = (key: string, name = 'tabular-data') => ({
      eventName: 'ObjectCreated:Put',
      s3: { bucket: { name }, object: { key, eTag: 'e' } },
    });
    const keys = ['t/default/outbox/a/manifest.json', 't/default/inbox/retail/', 't/other/inbox/retail/a.yaml'];
    const ours = record('t%2Fdefault%2Finbox/retail/told+of.yaml');
    const body = {
      Records: [...keys.map((key) => record(key)), record('t/default/inbox/retail/a.yaml', 'other'), ours],
    };
    expect(await (await tell(body, SECRET)).json()).toEqual({ received: 1, ignored: 4 });
    expect((await listEvents())[0]).toMatchObject({ key: 't/default/inbox/retail/told of.yaml', found_by: 'event' });
  });

  it('is closed where no secret is configured', async () => {
    const closed = await startEmbeddedServer();
    try {
      const response = await closed.ask('/v1/storage-events', json(event, { authorization: 'Bearer ' }));
      expect([response.status, (await response.json()).code]).toEqual([403, 'FORBIDDEN']);
    } finally {
      await closed.stop();
    }
  });
});

describe('schedules', () => {
  it('are made, shown, changed, paused and run by HTTP', async () => {
    const schedule: Schedule = await ask('/v1/schedules', json(scheduleExample!.document));
    expect(schedule).toMatchObject({ name: 'nightly', is_paused: false, seed_policy: 'due_time' });
    expect(schedule.next_runs).toHaveLength(5);
    const wrong = json({ ...(scheduleExample!.document as object), name: 'wrong', cron: '61 * * * *' });
    expect(await ask('/v1/schedules', wrong)).toMatchObject({ code: 'INVALID_SCHEDULE', issues: [{ path: 'cron' }] });
    const unknown = json({ name: 'wrong', cron: '@daily', request: { template: 'retail', num_records: { x: 1 } } });
    expect(await ask('/v1/schedules', unknown)).toMatchObject({ code: 'INVALID_SPEC' });
    const both = json({ name: 'wrong', cron: '@daily', request: { template: 'retail', schema_ref: 'a' } });
    expect(await ask('/v1/schedules', both)).toMatchObject({ code: 'INVALID_REQUEST' });
    await post('/v1/schedules/nightly/pause');
    expect(await ask('/v1/schedules/nightly')).toMatchObject({ is_paused: true, next_runs: [] });
    const run: ScheduleRun = await (await post('/v1/schedules/nightly/run')).json();
    await post('/tick');
    const { runs }: { runs: ScheduleRun[] } = await ask('/v1/schedules/nightly/runs');
    expect(runs).toMatchObject([{ id: run.id, kind: 'manual', state: 'started' }]);
    expect(await running.waitForEnd(runs[0]!.job_id!)).toMatchObject({ state: 'succeeded', format: 'csv' });
  });

  it('are made and looked at on the command line', async () => {
    const server = ['--server', running.base];
    const options = ['--cron', '@weekly', '--template', 'retail', '--retention-days', '7', ...server];
    expect(await runTabular(['schedule', 'create', 'weekly', ...options])).toMatchObject({ exitCode: 0 });
    await runTabular(['schedule', 'run', 'weekly', ...server]);
    await post('/tick');
    const shown = await runTabular(['schedule', 'show', 'weekly', '--json', ...server]);
    expect(JSON.parse(shown.stdout)).toMatchObject({ retention_days: 7, runs: [{ state: 'started' }] });
    await runTabular(['schedule', 'pause', 'weekly', ...server]);
    expect((await runTabular(['schedule', 'list', ...server])).stdout).toMatch(/weekly +@weekly +UTC +paused/);
    expect((await runTabular(['schedule', 'resume', 'weekly', '--json', ...server])).stdout).toContain(
      '"is_paused":false',
    );
    expect(await runTabular(['schedule', 'delete', 'weekly', ...server])).toMatchObject({ exitCode: 0 });
    expect((await runTabular(['schedule', 'show', 'weekly', ...server])).stderr).toContain('SCHEDULE_NOT_FOUND');
  });
});
