/** CSV and JSONL by one thread, against DuckDB COPY with two threads. */
import { join } from 'node:path';
import { createTextPartEncoder } from '../../../shared/text/part-encoder.ts';
import { type Bar, bar } from '../bar.ts';
import { createIds, openDuckdb, w1Select } from '../baselines/duckdb-w1.ts';
import { interleave, median } from '../interleave.ts';
import { createBenchFolder, millionsPerSecond, prepare, W1_FILE, writeChunks } from '../workload.ts';

export async function textBars(isQuick: boolean): Promise<Bar[]> {
  const rows = isQuick ? 500_000 : 2_000_000;
  const folder = createBenchFolder();
  const duckdb = await openDuckdb(2);
  await createIds(duckdb, rows);
  const path = (name: string): string => join(folder.path, name);
  const writer = (format: 'csv' | 'jsonl', incomeDecimals?: number) => {
    const prepared = prepare(W1_FILE, { rows, format, ...(incomeDecimals === undefined ? {} : { incomeDecimals }) });
    const encoder = createTextPartEncoder(prepared.bound, { format });
    return () => writeChunks(prepared, encoder, path(`ours.${format}`));
  };
  const copy = (format: 'csv' | 'json', income: 'full' | 'rounded') => () =>
    duckdb.run(`COPY (${w1Select('ids', income)}) TO '${path(`duckdb.${format}`)}' (FORMAT ${format})`);
  try {
    const seconds = await interleave(
      {
        csv: writer('csv', 2),
        duckdbCsv: copy('csv', 'rounded'),
        jsonl: writer('jsonl', 2),
        duckdbJson: copy('json', 'rounded'),
        csvFull: writer('csv'),
        duckdbCsvFull: copy('csv', 'full'),
      },
      isQuick ? 3 : 5,
    );
    const line = (name: string, must: number, ours: number, baseline: number): Bar =>
      bar({
        name: `${name}, one thread, against DuckDB COPY, 2 threads`,
        must,
        direction: 'atLeast',
        measured: baseline / ours,
        unit: 'x',
        detail: `${millionsPerSecond(rows, ours)}, DuckDB ${millionsPerSecond(rows, baseline)}`,
      });
    return [
      line('W1 CSV, income at 2 places', 3.3, median(seconds.csv), median(seconds.duckdbCsv)),
      line('W1 JSONL, income at 2 places', 2.6, median(seconds.jsonl), median(seconds.duckdbJson)),
      line('W1 CSV, full doubles', 2.2, median(seconds.csvFull), median(seconds.duckdbCsvFull)),
    ];
  } finally {
    folder.remove();
  }
}
