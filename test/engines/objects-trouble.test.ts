import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { ObjectStore } from '../../shared/objects/object-store.ts';
import { createS3ObjectStore } from '../../shared/objects/s3/s3-object-store.ts';
import { engineSkipReason, type S3Engine, startMinio } from '../support/engines.ts';
import { s3AddressOf } from '../support/s3-address.ts';
import { type S3Fate, type S3Proxy, type S3Request, startS3Proxy } from '../support/s3-proxy.ts';

const reason = engineSkipReason('minio');

describe.skipIf(reason !== undefined)('S3 store in trouble', () => {
  let engine: S3Engine;
  let proxy: S3Proxy | undefined;

  beforeAll(async () => {
    engine = await startMinio();
  });
  afterEach(async () => {
    await proxy?.close();
    proxy = undefined;
  });
  afterAll(() => engine.close());

  /** A store behind a proxy that decides about every call by its number, from 1. */
  async function openBehind(decide: (call: S3Request, number: number) => S3Fate): Promise<ObjectStore> {
    let number = 0;
    proxy = await startS3Proxy(engine.endpoint, (call) => decide(call, ++number));
    return createS3ObjectStore({ ...s3AddressOf(engine), endpoint: proxy.endpoint });
  }

  it('gets through when every third call is asked to slow down', async () => {
    const store = await openBehind((_, number) => (number % 3 === 0 ? { status: 503, code: 'SlowDown' } : 'pass'));
    const body = content(1_000_000);
    for (const key of ['t/1', 't/2', 't/3']) await store.put(key, [body.subarray(0, 400_000), body.subarray(400_000)]);
    for (const key of ['t/1', 't/2', 't/3']) expect(body.equals(await store.read(key))).toBe(true);
    expect((await store.list('t/')).length).toBe(3);
    expect(proxy!.calls.length).toBeGreaterThan(7);
  });

  it('goes on where a stream broke, at the same version', async () => {
    const body = content(2_000_000);
    await createS3ObjectStore(s3AddressOf(engine)).put('t/stream', [body]);
    const store = await openBehind(({ method }) => (method === 'GET' ? { cutAfterBytes: 700_000 } : 'pass'));
    expect(body.subarray(10).equals(await collect(store.stream('t/stream', { start: 10, end: 2_000_000 })))).toBe(true);
    const ranges = proxy!.calls.map(({ headers }) => headers.range);
    expect(ranges.length).toBeGreaterThan(2);
    expect(new Set(ranges).size).toBe(ranges.length);
    expect(proxy!.calls.slice(1).every(({ headers }) => headers['if-match'] !== undefined)).toBe(true);
  });

  it('never joins two versions of an object in one stream', async () => {
    const direct = createS3ObjectStore(s3AddressOf(engine));
    await direct.put('t/versions', [content(2_000_000)]);
    const store = await openBehind(() => ({ cutAfterBytes: 700_000 }));
    const stream = store.stream('t/versions')[Symbol.asyncIterator]();
    await stream.next();
    await direct.put('t/versions', [content(1_999_999)]);
    const reading = async () => {
      while (!(await stream.next()).done);
    };
    await expect(reading()).rejects.toMatchObject({ code: 'CORRUPT_PART' });
  });

  it('knows an upload as completed when the answer was lost', async () => {
    const store = await openBehind(({ method, path }, number) =>
      method === 'POST' && path.includes('uploadId') && number === 3 ? { cutAfterBytes: 0 } : 'pass',
    );
    const upload = await store.createUpload('t/lost');
    const part = await store.putUploadPart(upload, 1, [content(100_000)]);
    const completed = await store.completeUpload(upload, [part]);
    expect(completed).toMatchObject({ bytes: 100_000, etag: (await store.find('t/lost'))!.etag });
    await expect(store.completeUpload(upload, [part])).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
  });

  it('stops asking a store that does not answer', async () => {
    await openBehind(() => 'pass');
    const { endpoint } = proxy!;
    await proxy!.close();
    proxy = undefined;
    const store = createS3ObjectStore({ ...s3AddressOf(engine), endpoint }, { patienceMs: 0 });
    for (let round = 0; round < 5; round++)
      await expect(store.find('t/x')).rejects.toMatchObject({
        code: 'STORAGE_UNAVAILABLE',
        message: expect.stringContaining('ECONNREFUSED'),
      });
    await expect(store.find('t/x')).rejects.toMatchObject({
      code: 'STORAGE_UNAVAILABLE',
      message: expect.stringContaining('5 times in a row'),
      retryAfterSeconds: 2,
    });
  });

  it('answers within its patience', async () => {
    const store = createS3ObjectStore(
      { ...s3AddressOf(engine), endpoint: (await refusing()).endpoint },
      { patienceMs: 300 },
    );
    await expect(store.put('t/x', [content(100_000)])).rejects.toMatchObject({ code: 'STORAGE_UNAVAILABLE' });
    expect(proxy!.calls.filter(({ method }) => method === 'PUT').length).toBeGreaterThan(1);
  });

  async function refusing(): Promise<S3Proxy> {
    proxy = await startS3Proxy(engine.endpoint, () => ({ status: 503, code: 'SlowDown' }));
    return proxy;
  }
});

function content(length: number): Buffer {
  return Buffer.from(Uint8Array.from({ length }, (_, index) => (index * 7) % 251));
}

async function collect(stream: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of stream) pieces.push(piece);
  return Buffer.concat(pieces);
}
