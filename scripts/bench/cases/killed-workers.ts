/** A long job while one of four chunk processes is killed every second, against the same job left alone. */
import { setTimeout as sleep } from 'node:timers/promises';
import { TENANT_ID } from '../../../shared/contracts/tenant-id.ts';
import { type Bar, bar } from '../bar.ts';
import { type Fleet, isWhole, startFleet } from '../fleet.ts';
import { startServedStores } from '../served-stores.ts';
import { readWorkload, W1_FILE } from '../workload.ts';

/** Accepts one row in so many: a job takes long without writing much. */
const DRAWS = 50;
const CHECK = `score < ${1 / DRAWS}`;
const CHUNK_ROWS = 16_384;
const KILL_EVERY_MS = 1_000;
/** The undisturbed job; a machine is asked first how fast it is. */
const SECONDS_MIN = 120;
const QUICK_SECONDS_MIN = 8;
const PROBE_ROWS = 64 * CHUNK_ROWS;

export async function killedWorkerBars(isQuick: boolean): Promise<Bar[]> {
  const secondsMin = isQuick ? QUICK_SECONDS_MIN : SECONDS_MIN;
  const stores = await startServedStores('folder');
  const fleet = await startFleet({ databaseUrl: stores.postgres.url, dataFolder: stores.folder });
  try {
    let undisturbed = await time(fleet, PROBE_ROWS);
    let rows = PROBE_ROWS;
    while (undisturbed.seconds < secondsMin) {
      const rowsPerSecond = rows / undisturbed.seconds;
      rows = CHUNK_ROWS * Math.ceil((rowsPerSecond * secondsMin * 1.15) / CHUNK_ROWS);
      undisturbed = await time(fleet, rows);
    }
    const over = new AbortController();
    const killing = killUntil(fleet, over.signal);
    const disturbed = await time(fleet, rows).finally(() => over.abort());
    const kills = await killing;
    if (disturbed.checksum !== undisturbed.checksum) throw new Error('the job ended with another file');
    return [
      bar({
        name: `a job of ${undisturbed.seconds.toFixed(0)} s, one of ${fleet.workers} processes killed every second, against undisturbed`,
        must: 2.5,
        direction: 'atMost',
        measured: disturbed.seconds / undisturbed.seconds,
        unit: 'x',
        detail: `${disturbed.seconds.toFixed(1)} s, ${kills} kills, the same bytes; undisturbed ${undisturbed.seconds.toFixed(1)} s`,
      }),
    ];
  } finally {
    await fleet.close();
    await stores.close();
  }
}

/** Equal checksums of files mean equal bytes: rows, order and how they are written. */
async function time(fleet: Fleet, rows: number): Promise<{ readonly seconds: number; readonly checksum: string }> {
  const spec = readWorkload(W1_FILE, { rows, checks: [CHECK], chunkRows: CHUNK_ROWS });
  const startedMs = performance.now();
  const id = await fleet.submit(spec);
  await fleet.workUntil(id, isWhole);
  const seconds = (performance.now() - startedMs) / 1_000;
  const { files } = (await fleet.jobs.getManifest(TENANT_ID, id)).tables[0]!;
  await fleet.removeFiles(id);
  return { seconds, checksum: files.map(({ crc32, num_records }) => `${crc32} ${num_records}`).join() };
}

/** Answers how many were killed. Which one is a matter of its number only, so that runs are alike. */
async function killUntil(fleet: Fleet, signal: AbortSignal): Promise<number> {
  for (let kills = 0; ; kills++) {
    await sleep(KILL_EVERY_MS, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return kills;
    fleet.replaceWorker((kills * 7) % fleet.workers);
  }
}
