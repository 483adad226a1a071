/** The retail template, five linked tables, by one thread: against Mimesis, and against W1's speed per column. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readDocument } from '../../../shared/documents/read-document.ts';
import { bindTable } from '../../../shared/generation/bind-table.ts';
import { compileTable } from '../../../shared/generation/compile-table.ts';
import { KernelSession } from '../../../shared/kernels/kernel-session.ts';
import { compileKernels, createWasmKernels } from '../../../shared/kernels/wasm-kernels.ts';
import { createParquetPartEncoder } from '../../../shared/parquet/write-part.ts';
import { planJob } from '../../../shared/planning/plan-job.ts';
import { normaliseSpec } from '../../../shared/spec/normalise-spec.ts';
import { type Bar, bar } from '../bar.ts';
import { openMimesis } from '../baselines/mimesis.ts';
import { median } from '../interleave.ts';
import { createBenchFolder, millionsPerSecond, prepare, W1_FILE, writeChunks } from '../workload.ts';

const RETAIL_FILE = 'shared/templates/retail.yaml';
/** Rows of the template as it is. */
const TEMPLATE_ROWS = 100_000;

export async function retailBars(isQuick: boolean): Promise<Bar[]> {
  const rows = isQuick ? 1_000_000 : 10_000_000;
  const mimesisRows = isQuick ? 50_000 : 500_000;
  const folder = createBenchFolder();
  const retail = writerOfTables(rows / TEMPLATE_ROWS, folder.path);
  const w1 = prepare(W1_FILE, { rows });
  const w1Encoder = createParquetPartEncoder(w1.bound, { compression: 'snappy' });
  const mimesis = await openMimesis();
  const seconds = { retail: [] as number[], w1: [] as number[] };
  const mimesisRates: number[] = [];
  try {
    for (let round = -1; round < (isQuick ? 3 : 5); round++) {
      const ours = time(retail.write);
      const reference = time(() => writeChunks(w1, w1Encoder, join(folder.path, 'w1.parquet')));
      const rate = typeof mimesis === 'function' ? await mimesis(mimesisRows) : 0;
      if (round < 0) continue;
      seconds.retail.push(ours);
      seconds.w1.push(reference);
      mimesisRates.push(rate);
    }
  } finally {
    folder.remove();
  }
  const [ours, reference] = [median(seconds.retail), median(seconds.w1)];
  const cells = retail.cells / ours;
  const w1Cells = (rows * w1.plan.tables[0]!.groups.length) / reference;
  const perColumn = bar({
    name: `retail template, ${rows / 1e6} M rows, one thread: values per second against W1's`,
    must: 0.4,
    direction: 'atLeast',
    measured: cells / w1Cells,
    unit: 'x',
    detail: `${(cells / 1e6).toFixed(0)} M values/s, W1 ${(w1Cells / 1e6).toFixed(0)} M values/s`,
  });
  if (typeof mimesis !== 'function') {
    process.stdout.write(`  skipped: retail against Mimesis (${mimesis.reason})\n`);
    return [perColumn];
  }
  const others = median(mimesisRates);
  return [
    bar({
      name: `retail template, ${rows / 1e6} M rows, one thread, against Mimesis building such rows`,
      must: 15,
      direction: 'atLeast',
      measured: retail.rows / ours / others,
      unit: 'x',
      detail: `${millionsPerSecond(retail.rows, ours)}, Mimesis ${millionsPerSecond(others, 1)} over ${mimesisRows} rows`,
    }),
    perColumn,
  ];
}

function time(work: () => void): number {
  const started = performance.now();
  work();
  return (performance.now() - started) / 1_000;
}

/** Every table of the template as one Parquet file, one after the other. */
function writerOfTables(scale: number, folder: string) {
  const document = readDocument(readFileSync(RETAIL_FILE, 'utf8'), 'yaml');
  const { plan, blockSums } = planJob(normaliseSpec(document, { seed: 7, scale }));
  const tables = plan.tables.map((table) => {
    const bound = bindTable(
      compileTable(plan, table.index, { blockSums }),
      new KernelSession(createWasmKernels(compileKernels())),
    );
    const encoder = createParquetPartEncoder(bound, { compression: 'snappy' });
    const prepared = { plan: { ...plan, tables: [table] }, bound };
    return () => writeChunks(prepared, encoder, join(folder, `${table.name}.parquet`));
  });
  return {
    rows: plan.tables.reduce((sum, table) => sum + table.num_records, 0),
    cells: plan.tables.reduce(
      (sum, table) => sum + table.num_records * compileTable(plan, table.index).columns.length,
      0,
    ),
    write: () => {
      for (const write of tables) write();
    },
  };
}
