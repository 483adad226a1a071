import { describe, expect, it } from 'vitest';
import { createNotedCache } from '../../support/cache-parts.ts';
import { createTestServer, json } from '../../support/generate-server.ts';

const SPEC = { seed: 7, schema: { id: 'sequence', n: 'double', word: 'string' }, num_records: 50 };

function createCachedServer() {
  const { cache, noted } = createNotedCache();
  const { ask } = createTestServer({ dependencies: { cache } });
  const levelOf = async (path: string, body: object, headers: Record<string, string> = {}) => {
    const response = await ask(path, json(body, headers));
    expect(response.status).toBe(200);
    return response.headers.get('x-cache');
  };
  return { ask, noted, levelOf };
}

describe('rows that are kept', () => {
  it.each(['json', 'csv', 'jsonl', 'parquet', 'arrow', 'sql'])('are those that were made, as %s', async (format) => {
    const { ask } = createCachedServer();
    const answers = [];
    for (let turn = 0; turn < 3; turn++) answers.push(await ask(`/generate?format=${format}`, json(SPEC)));
    expect(answers.map(({ headers }) => headers.get('x-cache'))).toEqual([null, 'memory', 'memory']);
    const [made, ...kept] = await Promise.all(answers.map(async (answer) => Buffer.from(await answer.arrayBuffer())));
    for (const bytes of kept) expect(bytes.equals(made!)).toBe(true);
    const ownHeaders = ({ headers }: Response) =>
      ['content-type', 'vary', 'x-seed', 'cache-control'].map((name) => headers.get(name));
    expect(ownHeaders(answers[1]!)).toEqual(ownHeaders(answers[0]!));
  });

  it('are found by what decides them, however it is spelled', async () => {
    const { levelOf } = createCachedServer();
    await levelOf('/generate', SPEC);
    const { schema, num_records, seed } = SPEC;
    expect(await levelOf('/v1/generate', { num_records, schema, seed, generator_type: 'tabular' })).toBe('memory');
  });

  it.each([
    ['another seed', { seed: 8 }],
    ['other rows', { num_records: 51 }],
    ['another column', { schema: { ...SPEC.schema, word: 'string[1:3]' } }],
    ['another name of a column', { schema: { id: 'sequence', n: 'double', term: 'string' } }],
    ['another output', { output: { format: 'csv', compression: 'gzip' } }],
  ])('are not found for %s', async (_name, change) => {
    const { levelOf } = createCachedServer();
    for (const format of ['json', 'csv']) await levelOf(`/generate?format=${format}`, SPEC);
    expect(await levelOf('/generate', { ...SPEC, ...change })).toBeNull();
  });

  it('are not found where the caller writes tables', async () => {
    const { ask, levelOf } = createCachedServer();
    const { seed, ...table } = SPEC;
    const columns = Object.entries(table.schema).map(([name, kind]) => ({ name, kind }));
    await levelOf('/generate', SPEC);
    const wanted = { seed, tables: { data: { columns, num_records: 50 } } };
    const { data } = (await (await ask('/generate', json(wanted))).json()) as { data: { data: unknown[] } };
    expect(data.data).toHaveLength(50);
  });

  it('are not those of a preview, nor those of a preview of other rows', async () => {
    const { levelOf } = createCachedServer();
    await levelOf('/generate', SPEC);
    expect(await levelOf('/v1/preview?rows=50', SPEC)).toBeNull();
    expect(await levelOf('/v1/preview?rows=49', SPEC)).toBeNull();
    expect(await levelOf('/v1/preview?rows=50', SPEC)).toBe('memory');
  });

  it('leave no trace where no seed is given, since nobody can ask for them again', async () => {
    const { levelOf, noted } = createCachedServer();
    const { seed: _seed, ...unseeded } = SPEC;
    await levelOf('/generate', unseeded);
    await levelOf('/v1/preview', unseeded);
    expect(noted).toEqual([]);
  });

  it('are found by an idempotency key that comes again', async () => {
    const { ask } = createCachedServer();
    const { seed: _seed, ...unseeded } = SPEC;
    const [first, again] = [
      await ask('/generate', json(unseeded, { 'idempotency-key': 'k' })),
      await ask('/generate', json(unseeded, { 'idempotency-key': 'k' })),
    ];
    expect(again.headers.get('x-cache')).toBe('memory');
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    expect(await again.text()).toBe(await first.text());
  });
});

describe('Cache-Control of a request', () => {
  it('has rows made anew by no-cache', async () => {
    const { levelOf } = createCachedServer();
    await levelOf('/generate', SPEC);
    expect(await levelOf('/generate', SPEC, { 'cache-control': 'no-cache' })).toBeNull();
    expect(await levelOf('/generate', SPEC)).toBe('memory');
  });

  it('has nothing looked for and nothing kept by no-store', async () => {
    const { levelOf, noted } = createCachedServer();
    await levelOf('/generate', SPEC, { 'cache-control': 'no-store' });
    expect(noted).toEqual([]);
    expect(await levelOf('/generate', SPEC)).toBeNull();
  });
});

describe('an estimate that is kept', () => {
  it('is the one that was measured, and tells jobs from rows', async () => {
    const { ask } = createCachedServer();
    const texts = [];
    for (let turn = 0; turn < 2; turn++) texts.push(await (await ask('/v1/estimate', json(SPEC))).text());
    expect(texts[1]).toBe(texts[0]);
    const job = await ask('/v1/estimate', json({ ...SPEC, num_records: 60_000 }));
    expect([job.headers.get('x-cache'), await job.json()]).toMatchObject([null, { answered_as: 'job' }]);
  });
});
