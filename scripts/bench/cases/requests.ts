/** Synchronous `POST /generate` against a bare Hono route that sends the same bytes, and under sustained load. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Bar, bar } from '../bar.ts';
import { median } from '../interleave.ts';
import { applyLoad, type LoadResult } from '../load-client.ts';
import { type ServerProcess, startServer } from '../server-process.ts';

const BODY = '{"generator_type":"tabular","schema":{"id":"integer[1:1000]","name":"string"},"num_records":100}';
/** The bare route sends bytes of one seed; ours draws a new seed for every request. */
const CONNECTIONS = 30;

export async function requestBars(isQuick: boolean): Promise<Bar[]> {
  const folder = mkdtempSync(join(tmpdir(), 'tabular-bench-'));
  const ours = await startServer(['dist/generate/index.mjs']);
  const answer = await (await post(ours.port)).text();
  writeFileSync(join(folder, 'body.json'), answer);
  const bare = await startServer(['scripts/bench/baselines/bare-hono.ts'], { BODY_FILE: join(folder, 'body.json') });
  try {
    return [...(await compare(ours, bare, isQuick)), ...(await sustain(ours, isQuick))];
  } finally {
    await Promise.all([ours.stop(), bare.stop()]);
    rmSync(folder, { recursive: true });
  }
}

async function compare(ours: ServerProcess, bare: ServerProcess, isQuick: boolean): Promise<Bar[]> {
  const rounds = isQuick ? 3 : 5;
  const seconds = isQuick ? 1.5 : 3;
  const results: Record<'ours' | 'bare' | 'different', LoadResult[]> = { ours: [], bare: [], different: [] };
  for (let round = -1; round < rounds; round++) {
    const one = {
      ours: await load(ours, seconds, () => BODY),
      bare: await load(bare, seconds, () => BODY),
      different: await load(ours, seconds, (n) => BODY.replace('1000', String(1_000 + (n % 1_000)))),
    };
    if (round < 0) continue;
    for (const name of ['ours', 'bare', 'different'] as const) results[name].push(one[name]);
  }
  const rate = (name: keyof typeof results): number => median(results[name].map((result) => result.requestsPerSecond));
  const p95 = (name: keyof typeof results): number => median(results[name].map((result) => result.p95Ms));
  const detail = `${perSecond(rate('ours'))}, bare ${perSecond(rate('bare'))}, 1,000 different specs ${perSecond(rate('different'))}`;
  return [
    bar({
      name: 'POST /generate, 100 rows: requests/s against bare Hono',
      must: 0.3,
      direction: 'atLeast',
      measured: rate('ours') / rate('bare'),
      unit: 'x',
      detail,
    }),
    bar({
      name: `POST /generate, 100 rows: p95 at ${CONNECTIONS} connections against bare Hono`,
      must: 4,
      direction: 'atMost',
      measured: p95('ours') / p95('bare'),
      unit: 'x',
      detail: `${p95('ours').toFixed(2)} ms, bare ${p95('bare').toFixed(2)} ms`,
    }),
  ];
}

async function sustain(ours: ServerProcess, isQuick: boolean): Promise<Bar[]> {
  const burst = await applyLoad({
    port: ours.port,
    connections: 10,
    requests: 1_000,
    path: '/generate',
    body: () => BODY,
  });
  const seconds = isQuick ? 5 : 30;
  const long = await applyLoad({ port: ours.port, connections: 100, seconds, path: '/generate', body: () => BODY });
  const failed = (result: LoadResult): number => result.failures + result.refused;
  return [
    bar({
      name: `1,000 requests at concurrency 10, then 100 connections for ${seconds} s: failures`,
      must: 0,
      direction: 'atMost',
      measured: failed(burst) + failed(long) + Math.max(0, 1_000 - burst.requests),
      unit: 'failures',
      detail: `${burst.requests} + ${long.requests} requests, ${perSecond(long.requestsPerSecond)}`,
    }),
  ];
}

function load(server: ServerProcess, seconds: number, body: (n: number) => string): Promise<LoadResult> {
  return applyLoad({ port: server.port, connections: CONNECTIONS, seconds, path: '/generate', body });
}

function post(port: number): Promise<Response> {
  return fetch(`http://127.0.0.1:${port}/generate`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: BODY,
  });
}

function perSecond(value: number): string {
  return `${Math.round(value).toLocaleString('en-US')}/s`;
}
