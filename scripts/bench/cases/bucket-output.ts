/**
 * W1 in parts into a bucket by four processes: what it costs our own processes against the embedded platform on a
 * folder, and how near it comes to what two cores can do when somebody is always at work.
 */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Bar, bar } from '../bar.ts';
import { type Fleet, isWhole, startFleet } from '../fleet.ts';
import { interleave, median } from '../interleave.ts';
import { processSeconds } from '../process-time.ts';
import { startServedStores } from '../served-stores.ts';
import { createBenchFolder, millionsPerSecond, readWorkload, W1_FILE } from '../workload.ts';

const run = promisify(execFile);
/** Of the machine that the bar is for; more of them would only hide waiting. */
const CORES = 2;

export async function bucketOutputBars(isQuick: boolean): Promise<Bar[]> {
  const rows = isQuick ? 16_000_000 : 40_000_000;
  const stores = await startServedStores('versitygw');
  const { bucket } = stores;
  const fleet = await startFleet({ databaseUrl: stores.postgres.url, dataFolder: stores.folder, bucket });
  const [embedded, own, gateway]: [number[], number[], number[]] = [[], [], []];
  try {
    const { bucketJob } = await interleave(
      {
        folderJob: async () => void embedded.push(await embeddedSeconds(rows)),
        async bucketJob() {
          const before = { own: fleet.seconds(), gateway: processSeconds(bucket.pid) };
          const id = await runParts(fleet, rows);
          own.push(fleet.seconds() - before.own);
          gateway.push(processSeconds(bucket.pid) - before.gateway);
          return () => fleet.removeFiles(id);
        },
      },
      isQuick ? 2 : 5,
    );
    // the first round warms up
    const [folderCost, ownCost, gatewayCost] = [embedded, own, gateway].map((round) => median(round.slice(1))) as [
      number,
      number,
      number,
    ];
    const bound = (CORES * rows) / (ownCost + gatewayCost);
    const seconds = median(bucketJob);
    const perRow = (cost: number) => `${((cost / rows) * 1e9).toFixed(0)} ns`;
    return [
      bar({
        name: `W1 into a bucket, ${fleet.workers} processes: processor time per row against embedded to a folder`,
        must: 1.7,
        direction: 'atMost',
        measured: ownCost / folderCost,
        unit: 'x',
        detail: `${perRow(ownCost)}, embedded ${perRow(folderCost)}, gateway ${perRow(gatewayCost)}`,
      }),
      bar({
        name: `W1 into a bucket: rows/s against what ${CORES} cores could do with that time and the gateway's`,
        must: 0.8,
        direction: 'atLeast',
        measured: rows / seconds / bound,
        unit: 'x',
        detail: `${millionsPerSecond(rows, seconds)}, bound ${(bound / 1e6).toFixed(2)} Mrows/s`,
      }),
    ];
  } finally {
    await fleet.close();
    await stores.close();
  }
}

async function runParts(fleet: Fleet, rows: number): Promise<string> {
  const id = await fleet.submit(readWorkload(W1_FILE, { rows, layout: 'parts' }));
  await fleet.workUntil(id, isWhole);
  return id;
}

/** Of one warm job in a process of its own. */
async function embeddedSeconds(rows: number): Promise<number> {
  const folder = createBenchFolder();
  try {
    const script = ['scripts/bench/processes/embedded-time.ts', '2', String(rows), join(folder.path, 'data')];
    return Number((await run(process.execPath, script)).stdout);
  } finally {
    folder.remove();
  }
}
