import { randomUUID } from 'node:crypto';
import { afterAll } from 'vitest';
import type { ObjectStore } from '../../shared/objects/object-store.ts';
import { createBucket } from '../../shared/objects/s3/create-bucket.ts';
import { createS3ObjectStore } from '../../shared/objects/s3/s3-object-store.ts';
import { runObjectStoreConformance } from '../conformance/object-store-suite.ts';
import { engineSkipReason, type S3Engine, startMinio, startVersitygw } from '../support/engines.ts';
import { s3AddressOf } from '../support/s3-address.ts';

interface Server {
  readonly name: 'versitygw' | 'minio';
  readonly start: () => Promise<S3Engine>;
  readonly skip?: Readonly<Record<string, string>>;
}

const SERVERS: readonly Server[] = [
  {
    name: 'versitygw',
    start: startVersitygw,
    skip: { 'lets exactly one of many conditional writers win': 'it looks first and writes then, in two steps' },
  },
  { name: 'minio', start: startMinio },
];

for (const { name, start, skip = {} } of SERVERS) {
  let engine: Promise<S3Engine> | undefined;
  afterAll(async () => (await engine)?.close());

  /** Every law has a bucket of its own. */
  const create = async (): Promise<ObjectStore> => {
    engine ??= start();
    const address = { ...s3AddressOf(await engine), bucket: `laws-${randomUUID()}` };
    await createBucket(address);
    return createS3ObjectStore(address);
  };
  const skipReason = engineSkipReason(name);
  runObjectStoreConformance({ name, create, skip, ...(skipReason !== undefined && { skipReason }) });
}
