import { existsSync } from 'node:fs';
import {
  type PostgresEngine,
  type S3Engine,
  startMinio,
  startPostgres,
  startVersitygw,
} from '../../test/support/engines.ts';
import { createBenchFolder } from './workload.ts';

const SERVERS = { versitygw: startVersitygw, minio: startMinio } as const;

/** What processes of a benchmark share; all on memory-backed storage where there is one. */
export interface ServedStores {
  readonly postgres: PostgresEngine;
  /** With the objects, where there is no bucket. */
  readonly folder: string;
  close(): Promise<void>;
}

export type StoreName = 'folder' | keyof typeof SERVERS;

/** A PostgreSQL of this benchmark's own and, unless objects lie in a folder, an S3 server with an empty bucket. */
export async function startServedStores<Name extends StoreName>(
  store: Name,
): Promise<ServedStores & { readonly bucket: Name extends 'folder' ? undefined : S3Engine }> {
  const folder = createBenchFolder();
  const { postgres, bucket } = await onMemory(async () => ({
    postgres: await startPostgres(),
    bucket: store === 'folder' ? undefined : await SERVERS[store as keyof typeof SERVERS](),
  }));
  return {
    postgres,
    bucket: bucket as Name extends 'folder' ? undefined : S3Engine,
    folder: folder.path,
    async close() {
      await bucket?.close();
      await postgres.close();
      folder.remove();
    },
  };
}

/** Engines put their data where temporary files go; one that refuses root has to get through to its own. */
async function onMemory<Result>(work: () => Promise<Result>): Promise<Result> {
  const usual = process.env['TMPDIR'];
  if (existsSync('/dev/shm')) process.env['TMPDIR'] = '/dev/shm';
  try {
    return await work();
  } finally {
    if (usual === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = usual;
  }
}
