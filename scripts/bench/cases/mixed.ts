/** Specs of many kinds through our encoder, against the same generated columns through apache-arrow and parquet-wasm. */
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { createArrowPartEncoder } from '../../../shared/arrow/part-encoder.ts';
import { createParquetPartEncoder } from '../../../shared/parquet/write-part.ts';
import { type Bar, bar } from '../bar.ts';
import { interleave, median } from '../interleave.ts';
import { createBenchFolder, MIXED_FILE, millionsPerSecond, prepare, WIDE_FILE, writeChunks } from '../workload.ts';

/** The CommonJS build for Node starts without asynchronous set-up. */
const parquet = createRequire(import.meta.url)('parquet-wasm/node') as typeof import('parquet-wasm/node');

/** 30 columns, every kind of the main job. */
export function mixedBars(isQuick: boolean): Promise<Bar[]> {
  const name = 'mixed spec, 30 columns, 10 % nulls, against apache-arrow + parquet-wasm, one thread';
  return librariesBar({ file: MIXED_FILE, name, must: 5 }, isQuick);
}

/** 60 columns, every kind that one table can have. */
export function wideBars(isQuick: boolean): Promise<Bar[]> {
  const name = 'wide spec, 60 columns of every kind, against apache-arrow + parquet-wasm, one thread';
  return librariesBar({ file: WIDE_FILE, name, must: 3 }, isQuick);
}

interface LibrariesBar {
  readonly file: string;
  readonly name: string;
  readonly must: number;
}

async function librariesBar({ file, name, must }: LibrariesBar, isQuick: boolean): Promise<Bar[]> {
  const rows = isQuick ? 200_000 : 1_000_000;
  const folder = createBenchFolder();
  const prepared = prepare(file, { rows });
  const encoder = createParquetPartEncoder(prepared.bound, { compression: 'snappy' });
  const arrowEncoder = createArrowPartEncoder(prepare(file, { rows }).bound);
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
    const detail = `${millionsPerSecond(rows, ours)}, libraries ${millionsPerSecond(rows, libraries)}`;
    return [bar({ name, must, direction: 'atLeast', measured: libraries / ours, unit: 'x', detail })];
  } finally {
    folder.remove();
  }
}
