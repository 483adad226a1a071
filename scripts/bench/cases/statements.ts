/** What a chunk costs the database: 10,000 of one row each, counted between four processes and PostgreSQL. */
import { type Bar, bar } from '../bar.ts';
import { startCountingPostgresProxy } from '../counting-postgres-proxy.ts';
import { areChunksMade, startFleet } from '../fleet.ts';
import { startServedStores } from '../served-stores.ts';
import { readWorkload, W1_FILE } from '../workload.ts';

export async function statementBars(isQuick: boolean): Promise<Bar[]> {
  const chunks = isQuick ? 2_000 : 10_000;
  const stores = await startServedStores('folder');
  const proxy = await startCountingPostgresProxy(stores.postgres.url);
  const fleet = await startFleet({
    databaseUrl: stores.postgres.url,
    chunkDatabaseUrl: proxy.url,
    dataFolder: stores.folder,
  });
  try {
    const spec = readWorkload(W1_FILE, { rows: chunks, chunkRows: 1 });
    proxy.takeCount();
    const startedMs = performance.now();
    await fleet.workUntil(await fleet.submit(spec), areChunksMade, 'chunk');
    const seconds = (performance.now() - startedMs) / 1_000;
    return [
      bar({
        name: `statements per chunk, ${chunks} chunks of one row, ${fleet.workers} processes on PostgreSQL`,
        must: 6,
        direction: 'atMost',
        measured: proxy.takeCount() / chunks,
        unit: 'statements',
        detail: `${Math.round(chunks / seconds)} chunks/s, BEGIN and COMMIT counted`,
      }),
    ];
  } finally {
    await fleet.close();
    await proxy.close();
    await stores.close();
  }
}
