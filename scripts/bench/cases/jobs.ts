/** W1 through plan, chunks, parts and merge with the database, against DuckDB's COPY; and the size of the files. */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { TENANT_ID } from '../../../shared/contracts/tenant-id.ts';
import { type EmbeddedPlatform, startEmbeddedPlatform } from '../../tabular/embedded-platform.ts';
import { type Bar, bar } from '../bar.ts';
import { createIds, openDuckdb, w1Select } from '../baselines/duckdb-w1.ts';
import { interleave, median } from '../interleave.ts';
import { removeJob, runJob } from '../run-job.ts';
import { createBenchFolder, millionsPerSecond, readWorkload, W1_FILE } from '../workload.ts';

export async function jobBars(isQuick: boolean): Promise<Bar[]> {
  const rows = isQuick ? 4_000_000 : 10_000_000;
  const folder = createBenchFolder();
  const platform = (workers: number): Promise<EmbeddedPlatform> =>
    startEmbeddedPlatform({ dataFolder: join(folder.path, `platform-${workers}`), workers });
  const [two, one] = [await platform(2), await platform(1)];
  let bytes = 0;
  const run = (on: EmbeddedPlatform, layout: 'file' | 'parts') => async () => {
    const { id } = await runJob(on, readWorkload(W1_FILE, { rows, layout }));
    return async () => {
      if (layout === 'file') bytes = (await on.jobs.getManifest(TENANT_ID, id)).tables[0]!.files[0]!.bytes;
      await removeJob(on, id);
    };
  };
  const duckdb = await openDuckdb(2);
  await createIds(duckdb, rows);
  const duckdbFile = join(folder.path, 'duckdb.parquet');
  const copy = (source: string) => () => duckdb.run(`COPY (${w1Select(source)}) TO '${duckdbFile}' (FORMAT parquet)`);
  try {
    const timings = await interleave(
      {
        parts: run(two, 'parts'),
        ids: copy('ids'),
        merged: run(two, 'file'),
        range: copy(`range(${rows}) t(i)`),
        oneWorker: run(one, 'parts'),
      },
      isQuick ? 3 : 5,
    );
    const seconds = { ...timings, parts: median(timings.parts), merged: median(timings.merged) };
    const [ids, range, oneWorker] = [median(timings.ids), median(timings.range), median(timings.oneWorker)];
    const line = (name: string, must: number, [ours, baseline]: [number, number]): Bar =>
      bar({
        name,
        must,
        direction: 'atLeast',
        measured: baseline / ours,
        unit: 'x',
        detail: `${millionsPerSecond(rows, ours)}, DuckDB ${millionsPerSecond(rows, baseline)}`,
      });
    const duckdbBytes = statSync(duckdbFile).size;
    return [
      line('W1 in parts, 2 workers, against DuckDB COPY from a table, 2 threads', 9, [seconds.parts, ids]),
      line('W1 merged into one file, against the same', 5.5, [seconds.merged, ids]),
      line('W1 in parts, 1 worker, against DuckDB range()', 8, [oneWorker, range]),
      bar({
        name: 'W1 file size against DuckDB',
        must: 0.85,
        direction: 'atMost',
        measured: bytes / duckdbBytes,
        unit: 'x',
        detail: `${(bytes / 1e6).toFixed(1)} MB, DuckDB ${(duckdbBytes / 1e6).toFixed(1)} MB`,
      }),
    ];
  } finally {
    await Promise.all([two.close(), one.close()]);
    folder.remove();
  }
}
