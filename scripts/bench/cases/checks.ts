/** W1 with a check that accepts half of the rows, against W1 without it. */
import { join } from 'node:path';
import { createParquetPartEncoder } from '../../../shared/parquet/write-part.ts';
import { type Bar, bar } from '../bar.ts';
import { interleave, median } from '../interleave.ts';
import { createBenchFolder, millionsPerSecond, prepare, W1_FILE, writeChunks } from '../workload.ts';

/** The median of income, and of score. */
const CHECKS = { 'a drawn double': 'income < 36315.502674246636', 'a rounded one': 'score < 0.5' };

export async function checkBars(isQuick: boolean): Promise<Bar[]> {
  const rows = isQuick ? 1_000_000 : 5_000_000;
  const folder = createBenchFolder();
  const writer = (name: string, checks: readonly string[]) => {
    const prepared = prepare(W1_FILE, { rows, checks });
    const encoder = createParquetPartEncoder(prepared.bound, { compression: 'snappy' });
    return () => writeChunks(prepared, encoder, join(folder.path, `${name}.parquet`));
  };
  try {
    const [real, rounded] = Object.values(CHECKS);
    const cases = { none: writer('none', []), real: writer('real', [real!]), rounded: writer('rounded', [rounded!]) };
    const seconds = await interleave(cases, isQuick ? 3 : 5);
    const line = (of: string, measured: number): Bar =>
      bar({
        name: `W1 with a check that accepts half of the rows (${of}), against W1 without it`,
        must: 2.5,
        direction: 'atMost',
        measured: measured / median(seconds.none),
        unit: 'x',
        detail: `${millionsPerSecond(rows, measured)}, without ${millionsPerSecond(rows, median(seconds.none))}`,
      });
    const [ofReal, ofRounded] = Object.keys(CHECKS);
    return [line(ofReal!, median(seconds.real)), line(ofRounded!, median(seconds.rounded))];
  } finally {
    folder.remove();
  }
}
