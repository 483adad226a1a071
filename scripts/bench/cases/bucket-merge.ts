/** What passes through the merge process while 100 parts become one file in a bucket, in both ways of making it. */
import { TENANT_ID } from '../../../shared/contracts/tenant-id.ts';
import { normaliseSpec } from '../../../shared/spec/normalise-spec.ts';
import { type CountedCalls, passedBytes, startCountingS3Proxy } from '../../../test/support/counting-s3-proxy.ts';
import { type Bar, bar } from '../bar.ts';
import { areChunksMade, isWhole, startFleet } from '../fleet.ts';
import { startServedStores } from '../served-stores.ts';

const PARTS = 100;
/** Four columns of 16 bytes that no codec makes smaller: parts of 5.19 MiB, just above what S3 joins. */
const PART_ROWS = 85_000;
const SPEC = normaliseSpec(
  {
    generator_type: 'tabular',
    schema: { a: 'uuid', b: 'uuid', c: 'uuid', d: 'uuid' },
    num_records: PARTS * PART_ROWS,
    output: { format: 'parquet', compression: 'none', chunk_rows: PART_ROWS },
  },
  { seed: 7 },
);

export async function bucketMergeBars(): Promise<Bar[]> {
  const stores = await startServedStores('versitygw');
  const proxy = await startCountingS3Proxy(stores.bucket.endpoint);
  const fleet = await startFleet({
    databaseUrl: stores.postgres.url,
    dataFolder: stores.folder,
    bucket: stores.bucket,
    mergeEndpoint: proxy.endpoint,
  });
  const bars: Bar[] = [];
  try {
    for (const mode of ['direct', undefined] as const) {
      const id = await fleet.submit(SPEC, mode);
      await fleet.workUntil(id, areChunksMade, 'chunk');
      proxy.takeCounts();
      const startedMs = performance.now();
      await fleet.workUntil(id, isWhole);
      const seconds = (performance.now() - startedMs) / 1_000;
      const counts = proxy.takeCounts();
      const { bytes } = (await fleet.jobs.getManifest(TENANT_ID, id)).tables[0]!.files[0]!;
      await fleet.removeFiles(id);
      bars.push(
        bar({
          name: `merge of ${PARTS} parts on versitygw, ${mode === undefined ? 'copied there' : 'uploaded in place'}: bytes through the merger`,
          must: 1,
          direction: 'atMost',
          measured: (100 * passedBytes(counts)) / bytes,
          unit: '%',
          detail: `${(bytes / 1e6).toFixed(0)} MB in ${seconds.toFixed(2)} s; ${describeCalls(counts)}`,
        }),
      );
    }
    return bars;
  } finally {
    await fleet.close();
    await proxy.close();
    await stores.close();
  }
}

function describeCalls(counts: ReadonlyMap<string, CountedCalls>): string {
  return [...counts].map(([operation, { calls }]) => `${calls} ${operation}`).join(', ');
}
