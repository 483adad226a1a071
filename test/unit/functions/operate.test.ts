import { describe, expect, it } from 'vitest';
import { createOperateApp } from '../../../functions/operate/app.ts';
import type { OperateDependencies } from '../../../functions/operate/dependencies.ts';
import { judge } from '../../../functions/operate/read-database-health.ts';
import { DatabaseHealth, Health, Readiness, Status, Welcome } from '../../../shared/contracts/health.ts';
import { ROUTES } from '../../../shared/contracts/routes.ts';
import { databaseBusy } from '../../../shared/database/database-error.ts';
import { AppError } from '../../../shared/errors/app-error.ts';
import { createFetch } from '../../../shared/http/create-fetch.ts';
import { InFlight } from '../../../shared/http/in-flight.ts';
import { createMemoryObjectStore } from '../../../shared/objects/memory-object-store.ts';
import { createMetrics } from '../../../shared/telemetry/metrics.ts';
import { createMetricsRenderer } from '../../../shared/telemetry/prometheus-text.ts';
import { configWith, createTestLog } from '../../support/generate-server.ts';

type Stores = NonNullable<OperateDependencies['stores']>;

const POOL = { size: 2, in_use: 2, idle: 0, waiting: 1 };
const LOAD = { queuedJobs: 2, runningJobs: 1, unfinishedTasks: 10, leasedTasks: 4, idleSeconds: 0 };

function createServer(changes: Partial<OperateDependencies> = {}) {
  const metrics = createMetrics(async () => createMetricsRenderer());
  const api = createOperateApp({
    config: configWith(),
    metrics,
    version: '1.2.3',
    workers: 3,
    startedMs: performance.now(),
    now: () => 0,
    activeGenerations: () => 5,
    ...changes,
  });
  const log = createTestLog([]);
  const fetch = createFetch({
    select: () => api,
    admit: () => undefined,
    log,
    metrics,
    timeoutMs: 9_000,
    inFlight: new InFlight(10),
    component: 'test',
  });
  return (path: string) => fetch(new Request(`http://localhost${path}`));
}

/** Stores of which one answers as told. */
function storesWith({ database, freeBytes }: { database?: () => Promise<never[]>; freeBytes?: number } = {}): Stores {
  const objects = createMemoryObjectStore();
  return {
    database: { engine: 'postgres', query: database ?? (async () => []) } as unknown as Stores['database'],
    jobs: { readLoad: async () => LOAD },
    objects: freeBytes === undefined ? objects : { ...objects, freeBytes: async () => freeBytes },
  };
}

describe('GET /', () => {
  it('says what this is and where to read on', async () => {
    const welcome = Welcome.parse(await (await createServer()('/')).json());
    const paths: string[] = ROUTES.map(({ path }) => path);
    for (const link of Object.values(welcome.links)) expect(paths).toContain(link);
    expect(welcome.links['documentation']).toBe('/openapi.json');
  });
});

describe('GET /health', () => {
  it('is healthy, under both names', async () => {
    for (const path of ['/health', '/_/health']) {
      const response = await createServer()(path);
      expect(Health.parse(await response.json())).toEqual({ status: 'healthy', version: '1.2.3' });
      expect(response.headers.get('x-response-time')).toMatch(/ms$/);
    }
  });
});

describe('GET /ready', () => {
  const readinessOf = async (changes: Partial<OperateDependencies>) => {
    const response = await createServer(changes)('/ready');
    return { status: response.status, body: Readiness.parse(await response.json()) };
  };

  it('is healthy with stores that answer', async () => {
    const { status, body } = await readinessOf({ stores: storesWith() });
    expect([status, body.overall_status, body.timestamp]).toEqual([200, 'healthy', '1970-01-01T00:00:00.000Z']);
    expect(Object.keys(body.checks)).toEqual(['database', 'objects', 'api', 'storage', 'processing']);
  });

  it('is degraded, and still 200, without stores and with little space', async () => {
    const without = await readinessOf({});
    expect([without.status, without.body.overall_status]).toEqual([200, 'degraded']);
    const little = await readinessOf({ stores: storesWith({ freeBytes: 500 * 1024 ** 2 }) });
    expect([little.status, little.body.checks.storage.status]).toEqual([200, 'degraded']);
  });

  it('is degraded, and still 200, while a job waits for a worker', async () => {
    const waiting = async (idleSeconds: number) => {
      const stores = { ...storesWith(), jobs: { readLoad: async () => ({ ...LOAD, idleSeconds }) } };
      const { status, body } = await readinessOf({ stores });
      return [status, body.checks.processing.status];
    };
    expect(await waiting(59)).toEqual([200, 'healthy']);
    expect(await waiting(60)).toEqual([200, 'degraded']);
    expect(await waiting(9_000)).toEqual([200, 'degraded']);
  });

  it('is degraded, and still 200, while Redis is away, and names it only where there should be one', async () => {
    const cacheOf = async (check?: () => Promise<void>) => {
      const { status, body } = await readinessOf({ stores: storesWith(), cache: { check, memoryBytes: 0 } });
      return [status, body.overall_status, body.checks.cache?.status];
    };
    const away = new AppError('CACHE_UNAVAILABLE', 'there is no connection');
    expect(await cacheOf()).toEqual([200, 'healthy', undefined]);
    expect(await cacheOf(async () => undefined)).toEqual([200, 'healthy', 'healthy']);
    expect(await cacheOf(() => Promise.reject(away))).toEqual([200, 'degraded', 'degraded']);
  });

  it('is unhealthy, and 503, when something that jobs need fails', async () => {
    const down = async () => {
      throw new AppError('DATABASE_UNAVAILABLE', 'the database does not answer');
    };
    const database = await readinessOf({ stores: storesWith({ database: down }) });
    expect([database.status, database.body.overall_status]).toEqual([503, 'unhealthy']);
    expect(database.body.checks.database.error).toContain('DATABASE_UNAVAILABLE');
    const full = await readinessOf({ stores: storesWith({ freeBytes: 1 }) });
    expect([full.status, full.body.checks.storage.status]).toEqual([503, 'unhealthy']);
    const idle = await readinessOf({
      checkProcessing: () => {
        throw new Error('postgres://user:secret@host');
      },
    });
    expect(idle.status).toBe(503);
    expect(JSON.stringify(idle.body)).not.toContain('secret');
  });
});

describe('GET /status', () => {
  it('tells tasks, queue, limits and bytes by kind', async () => {
    const stores = storesWith();
    await stores.objects.put('t/default/jobs/job_1/parts/0/00000000.csv', [new Uint8Array(10)]);
    await stores.objects.put('t/default/datasets/ds_1/data.csv', [new Uint8Array(7)]);
    const status = Status.parse(await (await createServer({ stores })('/status')).json());
    expect(status).toMatchObject({
      version: '1.2.3',
      active_tasks: 4,
      active_generations: 5,
      queue: { queued_jobs: 2, running_jobs: 1, waiting_tasks: 6 },
      limits: { parallel_workers: 3, max_concurrent: 10 },
      bytes: { datasets: 7, parts: 10 },
    });
  });

  it('answers without stores too', async () => {
    expect(Status.parse(await (await createServer()('/status')).json()).bytes.free).toBeNull();
  });
});

describe('GET /metrics', () => {
  it('reads what only the database knows, and does without it when it is down', async () => {
    const text = await (await createServer({ stores: storesWith() })('/metrics')).text();
    expect(text).toContain('tabular_queue_depth_tasks 6');
    expect(text).toContain('tabular_active_tasks 4');
    expect(text).toContain('tabular_active_generations 5');
    const failing = { ...storesWith(), jobs: { readLoad: () => Promise.reject(new Error('down')) } };
    expect((await createServer({ stores: failing })('/metrics')).status).toBe(200);
  });
});

describe('GET /v1/database', () => {
  const answering = (rows: readonly object[]) => storesWith({ database: async () => rows as never[] });
  const healthOf = async (stores?: Stores) => {
    const response = await createServer(stores === undefined ? {} : { stores })('/v1/database/health');
    return { status: response.status, body: DatabaseHealth.parse(await response.json()) };
  };

  it('is healthy with a fresh replica or none, and degraded from ten seconds of lag', async () => {
    const stateAt = async (lag_seconds: number | null) => {
      const { status, body } = await healthOf(answering([{ role: 'primary', lag_seconds }]));
      expect(body.replication_lag_seconds).toBe(lag_seconds);
      return [status, body.status];
    };
    expect(await stateAt(null)).toEqual([200, 'healthy']);
    expect(await stateAt(9.99)).toEqual([200, 'healthy']);
    expect(await stateAt(10)).toEqual([200, 'degraded']);
  });

  it('is degraded when the answer is slow', () => {
    const { status, error } = judge('postgres', { role: 'replica', lag_seconds: 12, latencyMs: 1_500 });
    expect(status).toBe('degraded');
    expect(error).toMatch(/12 s behind.*took 1500 ms/);
  });

  it('is unhealthy, and 503, without a database and with one that fails, and tells no driver’s words', async () => {
    expect(await healthOf()).toMatchObject({ status: 503, body: { status: 'unhealthy', role: null } });
    const failing = storesWith({ database: () => Promise.reject(new Error('postgres://user:secret@host')) });
    const { status, body } = await healthOf(failing);
    expect([status, body.status]).toEqual([503, 'unhealthy']);
    expect(JSON.stringify(body)).not.toContain('secret');
  });

  it('is 503 with Retry-After when no connection is free', async () => {
    const busy = storesWith({ database: () => Promise.reject(databaseBusy('none of 2 connections became free')) });
    const response = await createServer({ stores: { ...busy, database: { ...busy.database, poolUse: () => POOL } } })(
      '/v1/database/stats',
    );
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '2']);
    expect((await response.json()).code).toBe('DATABASE_BUSY');
  });

  it('has no numbers without a database', async () => {
    const response = await createServer()('/v1/database/stats');
    expect([response.status, (await response.json()).code]).toEqual([503, 'DATABASE_UNAVAILABLE']);
  });
});
