import { PutBucketNotificationConfigurationCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findFreePort } from '../../scripts/engines/free-port.ts';
import type { InboxEvent, InboxList } from '../../shared/contracts/triggers.ts';
import type { ObjectStore } from '../../shared/objects/object-store.ts';
import { openObjectStore } from '../../shared/objects/open-object-store.ts';
import {
  engineSkipReason,
  type MinioEngine,
  type PostgresEngine,
  startMinio,
  startPostgres,
} from '../support/engines.ts';
import { type FunctionProcess, ringAt, startFunctionProcess } from '../support/function-process.ts';
import { s3AddressOf } from '../support/s3-address.ts';

const SECRET = 'the-secret-of-the-store';
const INBOX = 't/default/inbox/retail/';
const skipReason = engineSkipReason('minio') ?? engineSkipReason('postgres');

describe.skipIf(skipReason !== undefined)(`requests in a bucket of MinIO ${skipReason ?? ''}`, () => {
  let database: PostgresEngine;
  let store: MinioEngine;
  let objects: ObjectStore;
  let catalog: FunctionProcess;
  let tick: FunctionProcess;
  let port: number;

  const startCatalog = async () => {
    catalog = await startFunctionProcess('catalog', { ...environment(), PORT: String(port) });
  };
  const environment = () => ({
    DATABASE_URL: database.url,
    S3_ENDPOINT: store.endpoint,
    S3_BUCKET: store.bucket,
    S3_ACCESS_KEY_ID: store.accessKeyId,
    S3_SECRET_ACCESS_KEY: store.secretAccessKey,
    TABULAR_WEBHOOK_SECRET: SECRET,
  });
  const put = (name: string, text: string) => objects.put(`${INBOX}${name}`, [new TextEncoder().encode(text)]);
  const listEvents = async (): Promise<InboxEvent[]> => {
    const list = (await (await fetch(`${catalog.url}/v1/storage-events`)).json()) as InboxList;
    return list.events.toReversed();
  };
  /** The events when there are so many of them, and `isDone` of each. */
  const untilEvents = async (count: number, isDone: (event: InboxEvent) => boolean): Promise<InboxEvent[]> => {
    for (;;) {
      const events = await listEvents();
      if (events.length >= count && events.every(isDone)) return events;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  };

  beforeAll(async () => {
    port = await findFreePort();
    const webhook = { url: `http://127.0.0.1:${port}/v1/storage-events`, bearerToken: SECRET };
    [database, store] = await Promise.all([startPostgres(), startMinio({ webhook })]);
    objects = openObjectStore(s3AddressOf(store));
    await startCatalog();
    await tellOf(store, 't/default/inbox/');
  });
  afterAll(async () => {
    await tick?.stop();
    await catalog?.stop();
    await store?.close();
    await database?.close();
  });

  it('are told once and carried out once, though nobody heard of some of them for a while', async () => {
    await put('heard.yaml', 'scale: 0.1\nformat: csv\nseed: 1');
    const [heard] = await untilEvents(1, () => true);
    expect(heard).toMatchObject({ key: `${INBOX}heard.yaml`, found_by: 'event', state: 'received' });

    catalog.child.kill('SIGKILL');
    await put('unheard.json', '{"scale": 0.1, "format": "csv", "seed": 2}');
    await put('wrong.yaml', 'num_records: { nothing: 1 }');
    await put('heard.yaml', 'scale: 0.1\nformat: csv\nseed: 1');
    await startCatalog();
    // MinIO keeps what it could not tell in its queue, and tries again every few seconds.
    const told = await untilEvents(3, () => true);
    expect(told.map(({ key, found_by }) => [key.slice(INBOX.length), found_by])).toEqual([
      ['heard.yaml', 'event'],
      ['unheard.json', 'event'],
      ['wrong.yaml', 'event'],
    ]);

    tick = await startFunctionProcess('tick', environment());
    const ringing = ringUntil(async () => (await listEvents()).every(({ ended_at }) => ended_at !== null));
    const ended = await untilEvents(3, ({ ended_at }) => ended_at !== null);
    await ringing;
    expect(ended.map(({ state }) => state)).toEqual(['succeeded', 'succeeded', 'failed']);
    const keys = (await objects.list('t/default/outbox/')).map(({ key }) => key.slice('t/default/outbox/'.length));
    const files = ['customers', 'order_items', 'orders', 'products', 'stores'].map((table) => `${table}.csv`);
    expect(keys).toEqual(
      [
        ...[...files, 'manifest.json'].map((file) => `heard/${file}`),
        ...[...files, 'manifest.json'].map((file) => `unheard/${file}`),
        'wrong/error.json',
      ].sort(),
    );
    const jobIds = new Set(ended.map(({ job_id }) => job_id));
    expect(jobIds.size).toBe(3);
    expect((await objects.list('t/default/datasets/')).filter(({ key }) => key.endsWith('manifest.json'))).toHaveLength(
      2,
    );
  });

  /** As cron would, only sooner. */
  async function ringUntil(isDone: () => Promise<boolean>): Promise<void> {
    while (!(await isDone())) await ringAt(`${tick.url}/tick`);
  }
});

/** Has MinIO tell of objects below a prefix. */
async function tellOf({ endpoint, region, bucket, webhookArn, ...keys }: MinioEngine, prefix: string): Promise<void> {
  const { accessKeyId, secretAccessKey } = keys;
  const client = new S3Client({
    endpoint,
    region,
    forcePathStyle: true,
    credentials: { accessKeyId, secretAccessKey },
  });
  const filter = { Key: { FilterRules: [{ Name: 'prefix' as const, Value: prefix }] } };
  const queue = { QueueArn: webhookArn, Events: ['s3:ObjectCreated:*' as const], Filter: filter };
  const NotificationConfiguration = { QueueConfigurations: [queue] };
  await client.send(new PutBucketNotificationConfigurationCommand({ Bucket: bucket, NotificationConfiguration }));
  client.destroy();
}
