import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createBucket } from '../../shared/objects/s3/create-bucket.ts';
import { createS3ObjectStore } from '../../shared/objects/s3/s3-object-store.ts';
import { engineSkipReason, type S3Engine, startMinio, startVersitygw } from '../support/engines.ts';
import { s3AddressOf } from '../support/s3-address.ts';
import { createTestAuthority, type TestAuthority } from '../support/test-authority.ts';

const MIB = 1024 ** 2;
/** Every character that a key may have. */
const EVERY_CHARACTER = 'azAZ09_%~-/.'.replace('/.', '/x.');

const SERVERS = { versitygw: startVersitygw, minio: startMinio } as const;

describe.each(['versitygw', 'minio'] as const)('S3 store on %s', (name) => {
  const reason = engineSkipReason(name);
  const suite = it.skipIf(reason !== undefined);
  let engine: S3Engine;
  const open = (over: object = {}) => createS3ObjectStore({ ...s3AddressOf(engine), ...over }, { patienceMs: 0 });

  beforeAll(async () => {
    if (reason === undefined) engine = await SERVERS[name]();
  });
  afterAll(() => engine?.close());

  suite('lets anybody get and put with a signed address, for a while', async () => {
    const store = open();
    await store.put('t/a/signed.csv', [bytes('a,b\n')]);
    const disposition = 'attachment; filename="rows.csv"';
    const options = { expiresSeconds: 60, contentType: 'text/csv', contentDisposition: disposition } as const;
    const address = await store.presign('t/a/signed.csv', { method: 'GET', ...options });
    const answer = await fetch(address!, { headers: { range: 'bytes=2-' } });
    expect(answer.status).toBe(206);
    expect(await answer.text()).toBe('b\n');
    expect(answer.headers.get('content-type')).toBe('text/csv');
    expect(answer.headers.get('content-disposition')).toBe(disposition);
    const target = await store.presign('t/a/put.bin', { method: 'PUT', expiresSeconds: 60 });
    expect((await fetch(target!, { method: 'PUT', body: 'sent' })).ok).toBe(true);
    expect(text(await store.read('t/a/put.bin'))).toBe('sent');
    const forged = await fetch(address!.replace('signed.csv', 'put.bin'));
    expect(forged.status).toBe(403);
  });

  suite('signs for the address that outsiders use', async () => {
    const address = await open({ publicEndpoint: 'https://files.example.com' }).presign('t/a/b', {
      method: 'GET',
      expiresSeconds: 60,
    });
    expect(address).toMatch(/^https:\/\/files\.example\.com\/tabular-data\/t\/a\/b\?/);
  });

  suite('keeps every character that keys may have', async () => {
    const store = open();
    const key = `t/every/${EVERY_CHARACTER}`;
    await store.put(key, [bytes('x')]);
    expect((await store.list('t/every/')).map((entry) => entry.key)).toEqual([key]);
    const upload = await store.createUpload(`${key}.copy`);
    const part = await store.copyUploadPart(upload, 1, { key, range: { start: 0, end: 1 } });
    await store.completeUpload(upload, [part]);
    expect(text(await store.read(`${key}.copy`))).toBe('x');
    const address = await store.presign(key, { method: 'GET', expiresSeconds: 60 });
    expect(await (await fetch(address!)).text()).toBe('x');
    await store.delete([key, `${key}.copy`]);
    expect(await store.list('t/every/')).toEqual([]);
  });

  suite('knows open uploads until they end', async () => {
    const store = open();
    const upload = await store.createUpload('t/open/one');
    await store.putUploadPart(upload, 1, [bytes('x')]);
    const [found, ...others] = await store.listUploads();
    expect(others).toEqual([]);
    expect(found).toMatchObject(upload);
    expect(found!.begunAt.getTime()).toBeLessThan(Date.now() + 60_000);
    await store.abortUpload(upload);
    expect(await store.listUploads()).toEqual([]);
  });

  suite('refuses a large body where something is, and keeps what is there', async () => {
    const store = open();
    await store.put('t/large', [bytes('first')]);
    const body = new Uint8Array(8 * MIB);
    await expect(store.put('t/large', [body], { ifAbsent: true })).rejects.toMatchObject({ code: 'OBJECT_EXISTS' });
    expect(text(await store.read('t/large'))).toBe('first');
    await store.put('t/large-2', [body], { ifAbsent: true });
    expect((await store.find('t/large-2'))?.bytes).toBe(body.length);
  });

  suite('says what is wrong with the bucket or the key, also for bodies that the server does not read', async () => {
    const body = new Uint8Array(8 * MIB);
    const bucket = `missing-${randomUUID()}`;
    const refusal = { code: 'STORAGE_UNAVAILABLE', message: expect.stringMatching(/does not exist; create it/) };
    await expect(open({ bucket }).put('t/x', [body])).rejects.toMatchObject(refusal);
    await expect(open({ bucket }).put('t/x', [bytes('x')])).rejects.toMatchObject(refusal);
    await expect(open({ bucket }).list('t/')).rejects.toMatchObject(refusal);
    const wrong = open({ secretAccessKey: 'not the secret' }).list('t/');
    await expect(wrong).rejects.toMatchObject({ message: expect.stringContaining('s3_secret_access_key') });
    await expect(open({ secretAccessKey: 'not the secret' }).find('t/x')).rejects.toMatchObject({
      code: 'STORAGE_UNAVAILABLE',
    });
  });

  suite('creates a bucket once', async () => {
    const address = { ...s3AddressOf(engine), bucket: `made-${randomUUID()}` };
    expect(await createBucket(address)).toBe(true);
    expect(await createBucket(address)).toBe(false);
  });
});

describe('S3 store with many objects', () => {
  const reason = engineSkipReason('versitygw');

  it.skipIf(reason !== undefined)('lists and deletes more than a server gives at once', async () => {
    const engine = await startVersitygw();
    const store = createS3ObjectStore(s3AddressOf(engine));
    const keys = Array.from({ length: 1_001 }, (_, index) => `t/many/${String(index).padStart(5, '0')}`);
    for (let start = 0; start < keys.length; start += 50)
      await Promise.all(keys.slice(start, start + 50).map((key) => store.put(key, [])));
    expect((await store.list('t/many/', { limit: 2_000 })).map(({ key }) => key)).toEqual(keys);
    await store.delete(keys);
    expect(await store.list('t/many/')).toEqual([]);
    await engine.close();
  });
});

describe.each(['versitygw', 'minio'] as const)('S3 store over TLS on %s', (name) => {
  const reason = engineSkipReason(name);
  const suite = it.skipIf(reason !== undefined);
  let authority: TestAuthority;
  let engine: S3Engine;

  beforeAll(async () => {
    if (reason !== undefined) return;
    authority = createTestAuthority();
    engine = await SERVERS[name]({ tls: authority.issue(['localhost', '127.0.0.1']) });
  });
  afterAll(async () => {
    await engine?.close();
    authority?.close();
  });

  suite('trusts the authority that it is given, also for large bodies and signed addresses', async () => {
    const store = createS3ObjectStore(s3AddressOf(engine, authority.authorityFile), { patienceMs: 0 });
    const body = new Uint8Array(8 * MIB).fill(7);
    await store.put('t/secure', [body]);
    expect((await store.read('t/secure')).length).toBe(body.length);
    expect(await store.presign('t/secure', { method: 'GET', expiresSeconds: 60 })).toMatch(/^https:/);
  });

  suite('refuses any other authority, and says so', async () => {
    const other = createTestAuthority();
    const stranger = createS3ObjectStore(s3AddressOf(engine, other.authorityFile), { patienceMs: 0 });
    const refusal = { code: 'STORAGE_UNAVAILABLE', message: expect.stringMatching(/not trusted.*storage\.s3_ca_file/) };
    await expect(stranger.find('t/secure')).rejects.toMatchObject(refusal);
    await expect(stranger.put('t/secure', [new Uint8Array(8 * MIB)])).rejects.toMatchObject(refusal);
    const unaware = createS3ObjectStore(s3AddressOf(engine), { patienceMs: 0 });
    await expect(unaware.find('t/secure')).rejects.toMatchObject(refusal);
    other.close();
  });
});

function bytes(content: string): Uint8Array {
  return new TextEncoder().encode(content);
}

function text(content: Uint8Array): string {
  return new TextDecoder().decode(content);
}
