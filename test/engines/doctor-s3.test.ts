import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { doctorS3 } from '../../scripts/tabular/commands/doctor-s3.ts';
import { probeS3, type S3Finding } from '../../shared/objects/probe/probe-s3.ts';
import { createS3ObjectStore } from '../../shared/objects/s3/s3-object-store.ts';
import { engineSkipReason, type S3Engine, startMinio, startVersitygw } from '../support/engines.ts';
import { recordTerminal } from '../support/recorded-terminal.ts';
import { s3AddressOf } from '../support/s3-address.ts';
import { type S3Fate, type S3Proxy, type S3Request, startS3Proxy } from '../support/s3-proxy.ts';

const SERVERS = { versitygw: startVersitygw, minio: startMinio } as const;
const refused = { status: 501, code: 'NotImplemented' } as const;
const denied = { status: 403, code: 'AccessDenied' } as const;

/** What a store without one operation gives, and what the doctor must find: nothing else. */
const BREAKAGES: Readonly<Record<string, { decide: (call: S3Request) => S3Fate; lacks: readonly string[] }>> = {
  'no copies': {
    decide: ({ headers }) => ('x-amz-copy-source' in headers ? refused : 'pass'),
    lacks: ['missing copied parts', 'missing conditions of copies'],
  },
  'no list of uploads': {
    decide: ({ method, path }) => (method === 'GET' && /[?&]uploads/.test(path) ? refused : 'pass'),
    lacks: ['weak open uploads'],
  },
  'a key that may not delete': {
    decide: ({ method, path }) => (method === 'DELETE' || /[?&]delete/.test(path) ? denied : 'pass'),
    lacks: ['missing delete', 'missing conditions of copies', 'missing abort', 'weak open uploads', 'weak clearing up'],
  },
  'no signed PUT': {
    decide: ({ method, path }) => (method === 'PUT' && path.includes('X-Amz-Signature') ? denied : 'pass'),
    lacks: ['weak signed PUT'],
  },
};

describe.each(['versitygw', 'minio'] as const)('tabular doctor s3 on %s', (name) => {
  const isHere = engineSkipReason(name) === undefined;
  const suite = it.skipIf(!isHere);
  let engine: S3Engine;
  let proxy: S3Proxy | undefined;

  beforeAll(async () => {
    if (isHere) engine = await SERVERS[name]();
  });
  afterEach(async () => {
    await proxy?.close();
    proxy = undefined;
  });
  afterAll(() => engine?.close());

  suite('finds everything, and leaves nothing behind', async () => {
    const environment = environmentOf(engine, { S3_BUCKET: 'made-by-doctor' });
    const before = await runDoctor(['--quiet'], environment);
    expect([before.exitCode, before.data]).toEqual([
      1,
      expect.stringContaining('bucket made-by-doctor does not exist'),
    ]);
    const { exitCode, data } = await runDoctor(['--create-bucket', '--json'], environment);
    const answer = JSON.parse(data) as { verdict: string; checks: S3Finding[] };
    const lacking = answer.checks.filter(({ outcome }) => outcome !== 'works').map((found) => found.name);
    // versitygw looks first and writes then, so that two of the racers can be the first
    expect(lacking.filter((lack) => lack !== 'conditional put')).toEqual([]);
    expect(exitCode).toBe(0);
    const store = createS3ObjectStore({ ...s3AddressOf(engine), bucket: 'made-by-doctor' });
    expect([await store.list(''), await store.listUploads()]).toEqual([[], []]);
  });

  suite.each(Object.keys(BREAKAGES))('names %s, with the remedy', async (breakage) => {
    const { decide, lacks } = BREAKAGES[breakage]!;
    proxy = await startS3Proxy(engine.endpoint, decide);
    const { exitCode, data } = await runDoctor(['--json'], environmentOf(engine, { S3_ENDPOINT: proxy.endpoint }));
    const { checks } = JSON.parse(data) as { checks: S3Finding[] };
    const lacking = checks.filter(({ outcome, name: check }) => outcome !== 'works' && check !== 'conditional put');
    expect(lacking.map(({ outcome, name: check }) => `${outcome} ${check}`)).toEqual(lacks);
    for (const { problem, remedy } of lacking) expect([problem, remedy]).not.toContain(null);
    expect(exitCode).toBe(lacks.some((lack) => lack.startsWith('missing')) ? 1 : 0);
  });

  suite('knows a clock that is an hour off', async () => {
    const findings = await probeS3(s3AddressOf(engine), { now: () => Date.now() + 3_600_000 });
    expect(findings.find((found) => found.name === 'clock')).toMatchObject({
      outcome: 'weak',
      problem: expect.stringMatching(/differs from ours by 3\d\d\d s/),
    });
  });
});

describe('tabular doctor s3', () => {
  it('asks nothing more of a store that does not answer', async () => {
    const environment = { S3_ENDPOINT: 'http://127.0.0.1:1', S3_ACCESS_KEY_ID: 'key', S3_SECRET_ACCESS_KEY: 'secret' };
    const { exitCode, data } = await runDoctor(['--json'], environment);
    const [first, ...others] = (JSON.parse(data) as { checks: S3Finding[] }).checks;
    expect(first).toMatchObject({ outcome: 'missing', problem: expect.stringContaining('ECONNREFUSED') });
    expect(new Set(others.map(({ outcome }) => outcome))).toEqual(new Set(['skipped']));
    expect(exitCode).toBe(1);
  });

  it('needs a store to look at', async () => {
    await expect(runDoctor([], {})).rejects.toMatchObject({ code: 'INVALID_CONFIG' });
  });
});

function environmentOf(engine: S3Engine, over: Record<string, string>): Record<string, string> {
  const { endpoint, bucket, accessKeyId, secretAccessKey } = engine;
  const address = { S3_ENDPOINT: endpoint, S3_BUCKET: bucket };
  return { ...address, S3_ACCESS_KEY_ID: accessKeyId, S3_SECRET_ACCESS_KEY: secretAccessKey, ...over };
}

async function runDoctor(args: readonly string[], environment: Record<string, string>) {
  const terminal = recordTerminal({ environment });
  const exitCode = await doctorS3.run(args, terminal);
  return { exitCode, data: terminal.dataText() };
}
