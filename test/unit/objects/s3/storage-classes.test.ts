import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import type { JobStores } from '../../../../functions/generate/dependencies.ts';
import { findFile } from '../../../../functions/generate/find-file.ts';
import type { ObjectStore } from '../../../../shared/objects/object-store.ts';
import { createS3ObjectStore } from '../../../../shared/objects/s3/s3-object-store.ts';

/** What no server of our tests does: it keeps objects in the classes of Amazon's S3. */
type Answer = (request: IncomingMessage, response: ServerResponse) => void;

let server: Server | undefined;

afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

async function storeThat(answer: Answer): Promise<ObjectStore> {
  server = createServer((request, response) => {
    request.resume();
    answer(request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const keys = { accessKeyId: 'key', secretAccessKey: 'secret' };
  return createS3ObjectStore({ kind: 's3', endpoint, region: 'r', bucket: 'bucket', ...keys }, { patienceMs: 0 });
}

const head = { 'content-length': '5', etag: '"e"', 'last-modified': new Date(0).toUTCString() };

it.each([
  [{ 'x-amz-storage-class': 'GLACIER' }, true],
  [{ 'x-amz-storage-class': 'DEEP_ARCHIVE', 'x-amz-restore': 'ongoing-request="true"' }, true],
  [{ 'x-amz-storage-class': 'GLACIER', 'x-amz-restore': 'ongoing-request="false", expiry-date="x"' }, undefined],
  [{ 'x-amz-storage-class': 'INTELLIGENT_TIERING', 'x-amz-archive-status': 'ARCHIVE_ACCESS' }, true],
  [{ 'x-amz-storage-class': 'GLACIER_IR' }, undefined],
  [{}, undefined],
])('tells an archived object by %o', async (headers, isArchived) => {
  const store = await storeThat((_, response) => response.writeHead(200, { ...head, ...headers }).end());
  expect((await store.find('t/a'))?.isArchived).toBe(isArchived);
});

it('says how to restore a file that is archived, before anybody is sent to it', async () => {
  const objects = await storeThat((_, response) =>
    response.writeHead(200, { ...head, 'x-amz-storage-class': 'GLACIER' }).end(),
  );
  const files = [{ name: 'data.csv', bytes: 5, crc32: '0', num_records: 1, row_start: 0, row_end: 1 }];
  const getManifest = async () => ({ dataset_id: 'ds_1', storage_tier: 'cold', tables: [{ name: 'data', files }] });
  const stores = { jobs: { getManifest }, objects } as unknown as JobStores;
  await expect(findFile(stores, 'job_1', 'data.csv')).rejects.toMatchObject({
    code: 'OBJECT_ARCHIVED',
    status: 409,
    message: expect.stringContaining('RestoreObject'),
  });
});

it('says the same of a read that the store refuses', async () => {
  const body = '<?xml version="1.0"?><Error><Code>InvalidObjectState</Code><Message>archived</Message></Error>';
  const store = await storeThat((_, response) =>
    response.writeHead(403, { 'content-type': 'application/xml' }).end(body),
  );
  await expect(store.read('t/a')).rejects.toMatchObject({ code: 'OBJECT_ARCHIVED' });
});

it('copies what it has seen into the class that it is asked for', async () => {
  const copies: IncomingMessage['headers'][] = [];
  const result = '<?xml version="1.0"?><CopyObjectResult><ETag>"e"</ETag></CopyObjectResult>';
  const store = await storeThat((request, response) => {
    if (request.method === 'HEAD') return void response.writeHead(200, head).end();
    copies.push(request.headers);
    response.writeHead(200, { 'content-type': 'application/xml' }).end(result);
  });
  expect(await store.copy('t/a%20b', 't/b', { storageClass: 'STANDARD_IA' })).toEqual({
    key: 't/b',
    bytes: 5,
    etag: 'e',
  });
  expect(copies).toMatchObject([
    {
      'x-amz-storage-class': 'STANDARD_IA',
      'x-amz-copy-source': 'bucket/t/a%2520b',
      'x-amz-copy-source-if-match': '"e"',
    },
  ]);
});
