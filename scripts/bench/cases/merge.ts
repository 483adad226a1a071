/** Merging W1's parts into one valid file, against `cat` of the same parts, which makes an invalid one. */
import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { mergePartsOf } from '../../../shared/formats/merge-parts.ts';
import { compileKernels } from '../../../shared/kernels/wasm-kernels.ts';
import { createFolderObjectStore } from '../../../shared/objects/folder-object-store.ts';
import { datasetFileKey } from '../../../shared/objects/object-keys.ts';
import { mergeRanges } from '../../../shared/planning/merge-ranges.ts';
import { planHash } from '../../../shared/planning/plan-hash.ts';
import { planJob } from '../../../shared/planning/plan-job.ts';
import { mergeFile } from '../../../shared/tasks/merge-file.ts';
import { createWorkerPool } from '../../../shared/workers/worker-pool.ts';
import { runChunks } from '../../tabular/local-chunks.ts';
import { type Bar, bar } from '../bar.ts';
import { interleave, median } from '../interleave.ts';
import { createBenchFolder, readWorkload, W1_FILE } from '../workload.ts';

const OWNER = { tenantId: 'bench', jobId: 'job_merge' } as const;

export async function mergeBars(isQuick: boolean): Promise<Bar[]> {
  const folder = createBenchFolder();
  const planned = planJob(readWorkload(W1_FILE, { rows: isQuick ? 4_000_000 : 10_000_000 }));
  const pool = createWorkerPool({
    workers: 2,
    kernels: compileKernels(),
    objects: { kind: 'folder', folder: folder.path, isDurable: false },
  });
  const { signal } = new AbortController();
  try {
    const work = { ...OWNER, ...planned, planHash: planHash(planned.plan) };
    const [parts = []] = await runChunks(work, { pool, signal, onRows: () => undefined });
    await pool.close();
    const objects = createFolderObjectStore(folder.path, { isDurable: false, sweepOlderThanMs: 0 });
    const [range] = [...mergeRanges(planned.plan)];
    const key = datasetFileKey(OWNER.tenantId, 'ds_merge', range!.file_name);
    const merge = async () => {
      const readParts = async (slice: { chunk_start: number; chunk_end: number }) =>
        parts.slice(slice.chunk_start, slice.chunk_end);
      await mergeFile(range!, key, { objects, readParts, mergeParts: mergePartsOf(planned.plan, 0), signal });
      return () => objects.delete([key]);
    };
    const joined = join(folder.path, 'joined');
    const paths = parts.map((part) => join(folder.path, part.key));
    const cat = () => {
      execFileSync('sh', ['-c', `cat "$@" > '${joined}'`, 'cat', ...paths]);
      return () => rmSync(joined);
    };
    const seconds = await interleave({ merge, cat }, isQuick ? 3 : 9);
    const bytes = parts.reduce((sum, part) => sum + part.bytes, 0);
    const speed = (taken: number): string => `${(bytes / taken / 1e9).toFixed(2)} GB/s`;
    const [merged, catted] = [median(seconds.merge), median(seconds.cat)];
    return [
      bar({
        name: `merge of ${parts.length} parts into one file against cat`,
        must: 1,
        direction: 'atLeast',
        measured: catted / merged,
        unit: 'x',
        detail: `${speed(merged)}, cat ${speed(catted)}`,
      }),
    ];
  } finally {
    await pool.close();
    folder.remove();
  }
}
