import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { Agent } from 'node:https';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { Redis } from 'ioredis';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EngineProcess } from '../../scripts/engines/engine-process.ts';
import { processStart } from '../../scripts/engines/process-identity.ts';
import {
  engineSkipReason,
  findProgram,
  type S3Engine,
  startMinio,
  startPostgres,
  startRedis,
  startVersitygw,
} from '../support/engines.ts';
import { createTestAuthority, type TestAuthority } from '../support/test-authority.ts';

let authority: TestAuthority;
beforeAll(() => {
  authority = createTestAuthority();
});
afterAll(() => authority.close());

/** Ends it, and shows that its process and its folder are gone. */
async function expectNothingLeft(engine: EngineProcess): Promise<void> {
  const { pid } = engine;
  await engine.close();
  expect(processStart(pid)).toBeUndefined();
  expect(existsSync(engine.launch.folder)).toBe(false);
}

describe.each([
  { name: 'postgres', major: 18 },
  { name: 'postgres-15', major: 15 },
] as const)('$name', ({ name, major }) => {
  const skipReason = engineSkipReason(name);

  it.skipIf(skipReason)(
    `is trusted over TLS, keeps its data when killed, leaves nothing ${skipReason ?? ''}`,
    async () => {
      const engine = await startPostgres({ major, tls: authority.issue() });
      const show = 'SELECT ssl, version() FROM pg_stat_ssl WHERE pid = pg_backend_pid()';
      const [shown] = await query(
        engine.url,
        `CREATE TABLE kept AS SELECT 42 AS answer; ${show}`,
        authority.authorityFile,
      );
      expect(shown).toEqual({ ssl: true, version: expect.stringContaining(`PostgreSQL ${major}.`) });
      const stranger = createTestAuthority();
      await expect(query(engine.url, show, stranger.authorityFile)).rejects.toThrow('unable to verify');
      stranger.close();
      await engine.stop();
      await engine.restart();
      expect(await query(engine.url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
      await expectNothingLeft(engine);
    },
  );
});

/** Rows of the last statement. */
async function query(connectionString: string, sql: string, authorityFile?: string): Promise<unknown[]> {
  const ssl = authorityFile === undefined ? {} : { ssl: { ca: readFileSync(authorityFile, 'utf8') } };
  const client = new pg.Client({ connectionString, ...ssl });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return [await client.query(sql)].flat().at(-1)!.rows;
  } finally {
    await client.end();
  }
}

describe('redis', () => {
  const skipReason = engineSkipReason('redis');

  it.skipIf(skipReason)(`asks for its password over TLS, restarts, leaves nothing ${skipReason ?? ''}`, async () => {
    const engine = await startRedis({ tls: authority.issue() });
    expect(await ping(engine.url)).toBe('PONG');
    await expect(ping(`rediss://127.0.0.1:${engine.port}`)).rejects.toThrow('Connection is closed');
    await expect(ping(engine.url.replace('rediss:', 'redis:'))).rejects.toThrow();
    await engine.stop();
    await engine.restart();
    expect(await ping(engine.url)).toBe('PONG');
    await expectNothingLeft(engine);
  });
});

async function ping(url: string): Promise<string> {
  const tls = url.startsWith('rediss:') ? { tls: { ca: readFileSync(authority.authorityFile, 'utf8') } } : {};
  const client = new Redis(url, { lazyConnect: true, enableReadyCheck: false, retryStrategy: () => null, ...tls });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return await client.ping();
  } finally {
    client.disconnect();
  }
}

describe.each([
  { name: 'versitygw', start: startVersitygw },
  { name: 'minio', start: startMinio },
] as const)('$name', ({ name, start }) => {
  const skipReason = engineSkipReason(name);

  it.skipIf(skipReason)(
    `is trusted over TLS, keeps objects when killed, leaves nothing ${skipReason ?? ''}`,
    async () => {
      const engine = await start({ bucket: 'of-this-test', tls: authority.issue() });
      const client = clientOf(engine, authority.authorityFile);
      const place = { Bucket: 'of-this-test', Key: 'a/b' };
      await client.send(new PutObjectCommand({ ...place, Body: 'kept' }));
      await expect(clientOf(engine).send(new GetObjectCommand(place))).rejects.toThrow('unable to verify');
      await engine.stop();
      await engine.restart();
      const { Body } = await client.send(new GetObjectCommand(place));
      expect(await Body!.transformToString()).toBe('kept');
      client.destroy();
      await expectNothingLeft(engine);
    },
  );
});

function clientOf(engine: S3Engine, authorityFile?: string): S3Client {
  const { endpoint, region, accessKeyId, secretAccessKey } = engine;
  return new S3Client({
    endpoint,
    region,
    credentials: { accessKeyId, secretAccessKey },
    forcePathStyle: true,
    requestHandler: authorityFile === undefined ? {} : { httpsAgent: new Agent({ ca: readFileSync(authorityFile) }) },
  });
}

describe('runtime programs', () => {
  it.skipIf(engineSkipReason('of-watchdog'))('has the pinned of-watchdog', () => {
    const { stdout, stderr } = spawnSync(findProgram('of-watchdog'), ['--version'], { encoding: 'utf8' });
    expect(stdout + stderr).toContain('Version: 0.11.6');
  });

  it.skipIf(engineSkipReason('queue-proxy'))('has a queue-proxy, which asks for its environment', () => {
    const { stdout, stderr } = spawnSync(findProgram('queue-proxy'), { encoding: 'utf8', env: {} });
    expect(stdout + stderr).toContain('CONTAINER_CONCURRENCY');
  });
});
