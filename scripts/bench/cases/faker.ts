/** One thread that generates and writes W1 as Parquet, against one thread that builds the same rows as objects. */
import { join } from 'node:path';
import { createParquetPartEncoder } from '../../../shared/parquet/write-part.ts';
import { type Bar, bar } from '../bar.ts';
import { fakerW1 } from '../baselines/faker-w1.ts';
import { interleave, median } from '../interleave.ts';
import { createBenchFolder, millionsPerSecond, prepare, W1_FILE, writeChunks } from '../workload.ts';

export async function fakerBars(isQuick: boolean): Promise<Bar[]> {
  const rows = isQuick ? 1_000_000 : 4_000_000;
  const fakerRows = rows / 10;
  const folder = createBenchFolder();
  const prepared = prepare(W1_FILE, { rows });
  const encoder = createParquetPartEncoder(prepared.bound, { compression: 'snappy' });
  try {
    const seconds = await interleave(
      {
        ours: () => writeChunks(prepared, encoder, join(folder.path, 'ours.parquet')),
        faker: () => {
          if (fakerW1(fakerRows).length !== fakerRows) throw new Error('faker made other rows');
        },
      },
      isQuick ? 3 : 5,
    );
    const [ours, faker] = [median(seconds.ours) / rows, median(seconds.faker) / fakerRows];
    return [
      bar({
        name: 'W1 written as Parquet, one thread, against @faker-js/faker building objects',
        must: 30,
        direction: 'atLeast',
        measured: faker / ours,
        unit: 'x',
        detail: `${millionsPerSecond(1, ours)}, faker ${millionsPerSecond(1, faker)}`,
      }),
    ];
  } finally {
    folder.remove();
  }
}
