import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DatasetManifest } from '../../shared/contracts/dataset-manifest.ts';
import { Job, JobEvent } from '../../shared/contracts/job.ts';
import { JobList } from '../../shared/contracts/job-queries.ts';
import { type RunningServer, startEmbeddedServer } from '../support/embedded-server.ts';
import { json } from '../support/generate-server.ts';
import { waitForEnd } from '../support/job-waiting.ts';
import { smallJob } from '../support/small-job.ts';

const SPEC = { name: 'small', schema: { id: 'sequence', n: 'integer' }, num_records: 1_000, seed: 5, format: 'csv' };
let running: RunningServer;

beforeAll(async () => {
  running = await startEmbeddedServer();
});
afterAll(() => running.stop());

describe('a job over HTTP', () => {
  it('is accepted, runs, and its file holds the rows of the synchronous answer', async () => {
    const response = await running.ask('/generate', json(SPEC, { prefer: 'respond-async' }));
    expect(response.status).toBe(202);
    const job = Job.parse(await response.json());
    expect(response.headers.get('location')).toBe(`/v1/jobs/${job.id}`);
    expect(response.headers.get('preference-applied')).toBe('respond-async');
    expect(response.headers.get('retry-after')).toBe('1');
    const ended = Job.parse(await running.waitForEnd(job.id));
    expect([ended.state, ended.seed, ended.format]).toEqual(['succeeded', 5, 'csv']);
    const manifest = DatasetManifest.parse(await (await running.ask(`/v1/jobs/${job.id}/result`)).json());
    const [file] = manifest.tables[0]!.files;
    const stored = await running.ask(`/v1/jobs/${job.id}/files/${encodeURIComponent(file!.name)}`);
    const whole = await stored.text();
    expect(whole.length).toBe(file!.bytes);
    expect(whole).toBe(await (await running.ask('/generate', json(SPEC))).text());
  });

  it('is a Parquet file in parts with names that hold slashes, when asked so', async () => {
    const output = { format: 'parquet', layout: 'parts', chunk_rows: 512 };
    const job = await running.makeJob({ ...SPEC, format: undefined, output });
    expect((await running.waitForEnd(job.id)).state).toBe('succeeded');
    const manifest = DatasetManifest.parse(await (await running.ask(`/v1/jobs/${job.id}/result`)).json());
    const names = manifest.tables[0]!.files.map(({ name }) => name);
    expect(names).toHaveLength(2);
    for (const path of [names[0]!, encodeURIComponent(names[1]!)]) {
      const response = await running.ask(`/v1/jobs/${job.id}/files/${path}`, { headers: { range: 'bytes=0-3' } });
      expect([response.status, await response.text()]).toEqual([206, 'PAR1']);
    }
  });

  it('has files that come through the server where the store has no addresses', async () => {
    const job = await running.makeJob(SPEC);
    const ended = await running.waitForEnd(job.id);
    const manifest = DatasetManifest.parse(await (await running.ask(`/v1/jobs/${ended.id}/result`)).json());
    const path = `/v1/jobs/${job.id}/files/${manifest.tables[0]!.files[0]!.name}`;
    const answers = [path, `${path}?delivery=redirect`, `${path}?delivery=stream`].map(async (one) => {
      const response = await running.ask(one, { redirect: 'manual' });
      return [response.status, (await response.text()).length];
    });
    expect(new Set((await Promise.all(answers)).map(String))).toEqual(
      new Set([`200,${manifest.tables[0]!.files[0]!.bytes}`]),
    );
    expect((await running.ask(`${path}?delivery=post`)).status).toBe(400);
  });

  it('has a file for each of several tables, whose rows are those of the synchronous answer', async () => {
    const owned = { kind: 'foreign_key', references: 'p.id', children: [0, 4] };
    const tables = {
      p: { num_records: 300, columns: { id: 'sequence(1)', city: 'city' } },
      c: { columns: { id: 'sequence', p: owned } },
    };
    const spec = { seed: 5, tables, output: { format: 'jsonl', chunk_rows: 64 } };
    const job = await running.makeJob(spec);
    expect((await running.waitForEnd(job.id)).state).toBe('succeeded');
    const manifest = DatasetManifest.parse(await (await running.ask(`/v1/jobs/${job.id}/result`)).json());
    const data: Record<string, unknown> = {};
    for (const { name, files } of manifest.tables) {
      const text = await (await running.ask(`/v1/jobs/${job.id}/files/${files[0]!.name}`)).text();
      data[name] = text
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line));
    }
    const answer = await (await running.ask('/generate?format=json', json({ seed: 5, tables }))).json();
    expect(data).toEqual(answer.data);
  });

  it('is what larger requests become', async () => {
    const job = await running.ask('/generate', json({ schema: { id: 'sequence' }, num_records: 50_001 }));
    expect(job.status).toBe(202);
    expect(Job.parse(await job.json()).format).toBe('parquet');
  });

  it('is the same one for the same idempotency key, and 422 for another body', async () => {
    const headers = { 'idempotency-key': 'key-1' };
    const unseeded = { ...SPEC, seed: undefined };
    const first = await running.makeJob(unseeded, headers);
    const again = await running.ask('/generate', json(unseeded, { ...headers, prefer: 'respond-async' }));
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    expect(await again.json()).toMatchObject({ id: first.id, seed: first.seed });
    const other = await running.ask(
      '/generate',
      json({ ...unseeded, num_records: 2 }, { ...headers, prefer: 'respond-async' }),
    );
    expect([other.status, (await other.json()).code]).toEqual([422, 'IDEMPOTENCY_KEY_REUSED']);
    const atOnce = await running.ask('/generate', json(unseeded, headers));
    expect(atOnce.status).toBe(422);
  });
});

describe('the list of jobs', () => {
  it('pages by an opaque cursor without losing or doubling any', async () => {
    for (let i = 0; i < 5; i++) await running.makeJob({ ...SPEC, name: 'paged', num_records: 1 });
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const query = `?name=paged&limit=2${cursor === null ? '' : `&cursor=${cursor}`}`;
      const page: JobList = JobList.parse(await (await running.ask(`/v1/jobs${query}`)).json());
      seen.push(...page.jobs.map(({ id }) => id));
      cursor = page.next_cursor;
    } while (cursor !== null);
    expect(new Set(seen).size).toBe(5);
    expect(seen).toEqual([...seen].sort().reverse());
  });

  it('is filtered by what the URL says, and refuses what it does not know', async () => {
    const finished = JobList.parse(await (await running.ask('/v1/jobs?state=succeeded,failed')).json());
    expect(finished.jobs.every(({ state }) => state === 'succeeded')).toBe(true);
    const future = encodeURIComponent('2999-01-01T00:00:00Z');
    expect(await (await running.ask(`/v1/jobs?created_after=${future}`)).json()).toEqual({
      jobs: [],
      next_cursor: null,
    });
    for (const query of [
      'sate=failed',
      'state=done',
      'limit=0',
      'limit=1&limit=2',
      'cursor=nonsense',
      'created_after=now',
    ]) {
      expect((await running.ask(`/v1/jobs?${query}`)).status).toBe(400);
    }
  });
});

describe('what a job cannot do', () => {
  it('is 404 for jobs and files that do not exist', async () => {
    const paths = ['', '/result', '/events', '/files/data.csv'];
    for (const path of paths) expect((await running.ask(`/v1/jobs/job_none${path}`)).status).toBe(404);
    for (const action of ['cancel', 'retry']) {
      expect((await running.ask(`/v1/jobs/job_none/${action}`, { method: 'POST' })).status).toBe(404);
    }
    const job = await running.makeJob(SPEC);
    await running.waitForEnd(job.id);
    for (const name of [
      'other.csv',
      '..%2F..%2Fmanifest.json',
      '%2e%2e/manifest.json',
      'manifest.json',
      'data.csv%00',
    ]) {
      const response = await running.ask(`/v1/jobs/${job.id}/files/${name}`);
      expect(response.status).toBe(404);
      expect(['FILE_NOT_FOUND', 'NOT_FOUND']).toContain((await response.json()).code);
    }
  });

  it('is 409 in a state that does not allow it', async () => {
    const job = await running.makeJob(SPEC);
    await running.waitForEnd(job.id);
    for (const action of ['cancel', 'retry']) {
      const response = await running.ask(`/v1/jobs/${job.id}/${action}`, { method: 'POST' });
      expect([response.status, (await response.json()).code]).toEqual([409, 'JOB_STATE_CONFLICT']);
    }
  });

  it('is 507 where there is no room for it', async () => {
    const huge = { schema: { text: 'string[60000:60000]' }, num_records: 10_000_000 };
    const response = await running.ask('/generate', json(huge));
    expect([response.status, (await response.json()).code]).toEqual([507, 'STORAGE_FULL']);
  });
});

describe('a running job', () => {
  const long = {
    ...SPEC,
    name: 'long',
    num_records: 10_000_000,
    schema: Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`c${i}`, 'double'])),
  };

  it('is cancelled, can be retried, and is deleted with its files', async () => {
    const job = await running.makeJob({ ...long, output: { chunk_rows: 20_000 } });
    const conflict = await running.ask(`/v1/jobs/${job.id}`, { method: 'DELETE' });
    expect(conflict.status).toBe(409);
    expect((await running.ask(`/v1/jobs/${job.id}/result`)).status).toBe(409);
    const cancelled = await running.ask(`/v1/jobs/${job.id}/cancel`, { method: 'POST' });
    expect(['cancelling', 'cancelled']).toContain((await cancelled.json()).state);
    expect((await running.waitForEnd(job.id)).state).toBe('cancelled');
    const retried = await running.ask(`/v1/jobs/${job.id}/retry`, { method: 'POST' });
    expect(retried.status).toBe(200);
    await running.ask(`/v1/jobs/${job.id}/cancel`, { method: 'POST' });
    await running.waitForEnd(job.id);
    expect((await running.ask(`/v1/jobs/${job.id}`, { method: 'DELETE' })).status).toBe(204);
    expect((await running.ask(`/v1/jobs/${job.id}`)).status).toBe(404);
    expect(await running.server.platform.objects.list(`t/default/jobs/${job.id}/`)).toEqual([]);
  });
});

describe('events', () => {
  const read = async (jobId: string, lastId?: number): Promise<JobEvent[]> => {
    const headers = lastId === undefined ? {} : { 'last-event-id': String(lastId) };
    const text = await (await running.ask(`/v1/jobs/${jobId}/events`, { headers })).text();
    return [...text.matchAll(/^id: (\d+)\nevent: (\w+)\ndata: (.*)$/gm)].map(([, id, name, data]) => {
      const event = JobEvent.parse(JSON.parse(data!));
      expect([event.event_sequence, event.name]).toEqual([Number(id), name]);
      return event;
    });
  };

  it('resume behind any of them without gap or double, and end with the job', async () => {
    const job = await running.makeJob({ ...SPEC, num_records: 300_000, output: { chunk_rows: 20_000 } });
    const all = await read(job.id);
    expect(all.map(({ event_sequence }) => event_sequence)).toEqual(all.map((_, i) => i + 1));
    expect([all[0]!.name, all.at(-1)!.name]).toEqual(['created', 'succeeded']);
    for (let last = 0; last < all.length; last++) expect(await read(job.id, last)).toEqual(all.slice(last));
    const done = await running.ask(`/v1/jobs/${job.id}/events`, { headers: { 'last-event-id': String(all.length) } });
    expect(done.status).toBe(204);
  });

  it('come over a connection that breaks, without gap or double', async () => {
    const job = await running.makeJob({ ...SPEC, num_records: 2_000_000, output: { chunk_rows: 50_000 } });
    const ids: number[] = [];
    for (let isOver = false; !isOver; ) {
      const response = await running.ask(`/v1/jobs/${job.id}/events`, {
        headers: { 'last-event-id': String(ids.at(-1) ?? 0) },
      });
      const reader = response.body!.getReader();
      const { value } = await reader.read();
      const text = new TextDecoder().decode(value);
      ids.push(...[...text.matchAll(/^id: (\d+)/gm)].map(([, id]) => Number(id)));
      isOver = /^event: succeeded/m.test(text);
      await reader.cancel();
    }
    expect(ids).toEqual(ids.map((_, i) => i + 1));
  });

  it('refuse an id that is none', async () => {
    const job = await running.makeJob(SPEC);
    const response = await running.ask(`/v1/jobs/${job.id}/events`, { headers: { 'last-event-id': 'abc' } });
    expect(response.status).toBe(400);
  });
});

describe('paths of the platform', () => {
  it('lead to each function by its name', async () => {
    expect((await running.ask('/function/operate/')).status).toBe(200);
    expect((await running.ask('/function/generate/v1/jobs')).status).toBe(200);
    expect((await running.ask('/function/none/health')).status).toBe(404);
    expect((await running.ask('/function/constructor/health')).status).toBe(404);
  });

  it('answer 202 at once below /async-function', async () => {
    const spec = { ...SPEC, name: 'asynchronous' };
    const response = await running.ask('/async-function/generate/generate', json(spec, { prefer: 'respond-async' }));
    expect(response.status).toBe(202);
    expect(response.headers.get('x-call-id')).toBe(response.headers.get('x-request-id'));
    let found: JobList['jobs'] = [];
    while (found.length === 0) found = (await (await running.ask('/v1/jobs?name=asynchronous')).json()).jobs;
    expect(found).toHaveLength(1);
  });
});

describe('the functions that work', () => {
  const post = (path: string) => running.ask(path, { method: 'POST' });

  it.each(['/function/chunk', '/function/merge/', '/function/tick', '/tick'])(
    'are mounted: a ring at %s starts a job that nobody told the workers of',
    async (path) => {
      const { jobs } = running.server.platform;
      const { job } = await jobs.createJob(smallJob({ rows: 1_000, format: 'csv' }));
      const response = await post(path);
      if (!path.endsWith('tick')) expect([response.status, await response.text()]).toEqual([202, '']);
      else expect(await response.json()).toMatchObject({ expired_leases: 0, stalled_jobs: 0, ended_tasks: 0 });
      expect((await waitForEnd(jobs, job.id)).state).toBe('succeeded');
    },
  );

  it('answer for themselves', async () => {
    for (const name of ['catalog', 'chunk', 'merge', 'tick'])
      expect((await (await running.ask(`/function/${name}/ready`)).json()).overall_status).not.toBe('unhealthy');
    expect((await running.ask('/tick')).status).toBe(405);
  });
});
