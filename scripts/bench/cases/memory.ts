/** Peak memory of a long W1 job: in a chunk process of its own beside PostgreSQL, and in the embedded platform. */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { readConfig } from '../../../functions/generate/read-config.ts';
import { TENANT_ID } from '../../../shared/contracts/tenant-id.ts';
import { INTERNAL_HEADER } from '../../../shared/http/admit-request.ts';
import { planHash } from '../../../shared/planning/plan-hash.ts';
import { planJob } from '../../../shared/planning/plan-job.ts';
import { type ConnectedStores, connectStores } from '../../../shared/tasks/connect-stores.ts';
import { startPostgresServer } from '../../../test/support/postgres-server.ts';
import { type Bar, bar } from '../bar.ts';
import { startServer } from '../server-process.ts';
import { createBenchFolder, readWorkload, W1_FILE, warmFolder } from '../workload.ts';

const run = promisify(execFile);
const POLL_MS = 50;
const W1_ROW_BYTES = 24;
const SECRET = 'known-to-the-benchmark-only';

export async function memoryBars(isQuick: boolean): Promise<Bar[]> {
  const rows = isQuick ? 20_000_000 : 100_000_000;
  return [...(await chunkProcessBars(rows)), ...(await embeddedBars(rows))];
}

async function chunkProcessBars(rows: number): Promise<Bar[]> {
  const folder = createBenchFolder();
  warmFolder(folder.path, rows * W1_ROW_BYTES);
  const postgres = await startPostgresServer();
  const env = {
    DATABASE_URL: postgres.urlOf('postgres'),
    TABULAR_DATA_DIR: folder.path,
    TABULAR_GENERATION_PARALLEL_WORKERS: '1',
    TABULAR_INTERNAL_SECRET: SECRET,
  };
  const { config } = await readConfig({ ...process.env, ...env }, folder.path);
  const stores = await connectStores(env.DATABASE_URL, config);
  const server = await startServer(['dist/chunk/index.mjs'], env);
  try {
    const quarters = await runInChunkProcess(rows, { stores, port: server.port });
    const peak = peakMegabytes(server.process.pid!);
    const [first, , , last] = quarters;
    return [
      bar({
        name: `chunk process, ${rows / 1e6} M rows: peak RSS`,
        must: 200,
        direction: 'atMost',
        measured: peak,
        unit: 'MB',
        detail: '1 worker, PostgreSQL and folder',
      }),
      bar({
        name: `chunk process, ${rows / 1e6} M rows: last quarter against first`,
        must: 1.1,
        direction: 'atMost',
        measured: last! / first!,
        unit: 'x',
        detail: quarters.map((seconds) => `${seconds.toFixed(2)} s`).join(', '),
      }),
    ];
  } finally {
    await server.stop();
    await stores.database.close();
    await postgres.close();
    folder.remove();
  }
}

/** Seconds that each quarter of the rows took. */
async function runInChunkProcess(
  rows: number,
  { stores, port }: { stores: ConnectedStores; port: number },
): Promise<number[]> {
  const spec = readWorkload(W1_FILE, { rows, layout: 'parts' });
  const { plan } = planJob(spec);
  const { job } = await stores.jobs.createJob({ tenantId: TENANT_ID, spec, plan, planHash: planHash(plan) });
  await stores.jobs.advanceJob(TENANT_ID, job.id);
  const ring = () => fetch(`http://127.0.0.1:${port}/`, { method: 'POST', headers: { [INTERNAL_HEADER]: SECRET } });
  const ringing = ring();
  const marks: number[] = [];
  let started: number | undefined;
  for (;;) {
    const { steps, state, error } = await stores.jobs.getJob(TENANT_ID, job.id);
    if (state === 'failed') throw new Error(`the job failed: ${error?.code} ${error?.message}`);
    const done = steps[0]!.value;
    const now = performance.now() / 1_000;
    if (done > 0) started ??= now;
    while (marks.length < 4 && done >= ((marks.length + 1) * rows) / 4) marks.push(now);
    if (marks.length === 4) break;
    await sleep(POLL_MS);
  }
  await (await ringing).arrayBuffer();
  return marks.map((mark, index) => mark - (index === 0 ? started! : marks[index - 1]!));
}

function peakMegabytes(processId: number): number {
  const status = readFileSync(`/proc/${processId}/status`, 'utf8');
  return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1]) / 1_024;
}

async function embeddedBars(rows: number): Promise<Bar[]> {
  const bars: Bar[] = [];
  for (const [workers, must] of [
    [1, 500],
    [2, 620],
  ] as const) {
    const folder = createBenchFolder();
    const script = [
      'scripts/bench/processes/embedded-job.ts',
      String(workers),
      String(rows),
      join(folder.path, 'data'),
    ];
    try {
      const { stdout } = await run(process.execPath, script);
      bars.push(
        bar({
          name: `embedded platform, ${rows / 1e6} M rows, ${workers} worker${workers > 1 ? 's' : ''}: peak RSS`,
          must,
          direction: 'atMost',
          measured: Number(stdout),
          unit: 'MB',
          detail: 'PGlite and folder, merged into one file',
        }),
      );
    } finally {
      folder.remove();
    }
  }
  return bars;
}
