/** The mixed spec through our encoder, against the same generated columns through apache-arrow and parquet-wasm. */
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { createArrowPartEncoder } from '../../../shared/arrow/part-encoder.ts';
import { createParquetPartEncoder } from '../../../shared/parquet/write-part.ts';
import { type Bar, bar } from '../bar.ts';
import { interleave, median } from '../interleave.ts';
import { createBenchFolder, MIXED_FILE, millionsPerSecond, prepare, writeChunks } from '../workload.ts';

/** The CommonJS build for Node starts without asynchronous set-up. */
const parquet = createRequire(import.meta.url)('parquet-wasm/node') as typeof import('parquet-wasm/node');

export async function mixedBars(isQuick: boolean): Promise<Bar[]> {
  const rows = isQuick ? 200_000 : 1_000_000;
  const folder = createBenchFolder();
  const prepared = prepare(MIXED_FILE, { rows });
  const encoder = createParquetPartEncoder(prepared.bound, { compression: 'snappy' });
  const arrowEncoder = createArrowPartEncoder(prepare(MIXED_FILE, { rows }).bound);
  const properties = () => new parquet.WriterPropertiesBuilder().setCompression(parquet.Compression.SNAPPY).build();
  const writeByLibraries = (): void => {
    const { slices } = arrowEncoder.encode(0, rows);
    const table = parquet.Table.fromIPCStream(slices.length === 1 ? slices[0]! : Buffer.concat(slices));
    writeFileSync(join(folder.path, 'libraries.parquet'), parquet.writeParquet(table, properties()));
  };
  try {
    const seconds = await interleave(
      { ours: () => writeChunks(prepared, encoder, join(folder.path, 'ours.parquet')), libraries: writeByLibraries },
      isQuick ? 3 : 5,
    );
    const [ours, libraries] = [median(seconds.ours), median(seconds.libraries)];
    return [
      bar({
        name: 'mixed spec, 30 columns, 10 % nulls, against apache-arrow + parquet-wasm, one thread',
        must: 5,
        direction: 'atLeast',
        measured: libraries / ours,
        unit: 'x',
        detail: `${millionsPerSecond(rows, ours)}, libraries ${millionsPerSecond(rows, libraries)}`,
      }),
    ];
  } finally {
    folder.remove();
  }
}
