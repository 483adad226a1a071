import { describe, expect, it } from 'vitest';
import { copyInPieces } from '../../shared/objects/copy-in-pieces.ts';
import type { ObjectStore, Upload } from '../../shared/objects/object-store.ts';

export interface ObjectStoreConformance {
  readonly name: string;
  /** A fresh, empty store. */
  readonly create: () => ObjectStore | Promise<ObjectStore>;
  /** Laws that this store does not keep, each with its reason. */
  readonly skip?: Readonly<Record<string, string>>;
  /** Why the store cannot be had here at all. */
  readonly skipReason?: string;
}

const HOSTILE_KEYS = [
  '',
  '/',
  '..',
  '../outside',
  'a/../../outside',
  'a/./b',
  '/etc/passwd',
  'a//b',
  'a/',
  '.tmp/x',
  'a/.hidden',
  'a\\..\\b',
  'C:x',
  'a\u0000b',
  'a\nb',
  'ü',
  'a b',
  `a/${'x'.repeat(256)}`,
  `${'a/'.repeat(600)}b`,
];

/** The laws of every object store; each implementation runs the same cases. */
export function runObjectStoreConformance({ name, create, skip = {}, skipReason }: ObjectStoreConformance): void {
  const law = (title: string, check: (store: ObjectStore) => Promise<void>) =>
    (skipReason ?? skip[title]) === undefined
      ? it(title, async () => check(await create()))
      : it.skip(`${title} (${skipReason ?? skip[title]})`, () => undefined);

  describe(`object store: ${name}`, () => {
    law('reads back what was put, slice after slice', async (store) => {
      const info = await store.put('t/a/one.bin', [bytes('ab'), bytes(''), bytes('cde')]);
      expect(info).toMatchObject({ key: 't/a/one.bin', bytes: 5 });
      expect(text(await store.read('t/a/one.bin'))).toBe('abcde');
      expect(await store.find('t/a/one.bin')).toMatchObject(info);
    });

    law('keeps empty objects', async (store) => {
      await store.put('empty', []);
      expect((await store.find('empty'))?.bytes).toBe(0);
      expect(await store.read('empty')).toHaveLength(0);
      expect(await collect(store.stream('empty'))).toBe('');
    });

    law('keeps its own copy of what was put', async (store) => {
      const body = bytes('before');
      await store.put('copy', [body]);
      body.fill(0);
      expect(text(await store.read('copy'))).toBe('before');
    });

    law('reads half-open ranges and cuts them at the end', async (store) => {
      await store.put('r', [bytes('0123456789')]);
      expect(text(await store.read('r', { start: 2, end: 5 }))).toBe('234');
      expect(text(await store.read('r', { start: 8, end: 99 }))).toBe('89');
      expect(await store.read('r', { start: 10, end: 99 })).toHaveLength(0);
      expect(await collect(store.stream('r', { start: 1, end: 4 }))).toBe('123');
      await expect(store.read('r', { start: 11, end: 12 })).rejects.toMatchObject({ code: 'RANGE_NOT_SATISFIABLE' });
    });

    law('streams objects of many pieces', async (store) => {
      const content = Uint8Array.from({ length: 700_001 }, (_, index) => index % 251);
      await store.put('big', [content]);
      const pieces: Uint8Array[] = [];
      for await (const piece of store.stream('big', { start: 3, end: 699_999 })) pieces.push(piece);
      expect(Buffer.concat(pieces).equals(content.subarray(3, 699_999))).toBe(true);
    });

    law('says FILE_NOT_FOUND for what is not there', async (store) => {
      expect(await store.find('none')).toBeUndefined();
      await expect(store.read('none')).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
      await expect(collect(store.stream('none'))).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
      await store.delete(['none', 'none/below']);
    });

    law('replaces an object whole and changes its etag with the content', async (store) => {
      const etags = new Set<string>();
      for (let round = 0; round < 20; round++) etags.add((await store.put('k', [bytes(`v${round}`)])).etag);
      expect(etags.size).toBe(20);
      expect(text(await store.read('k'))).toBe('v19');
    });

    law('puts only where nothing is, when asked', async (store) => {
      await store.put('once', [bytes('first')], { ifAbsent: true });
      const second = store.put('once', [bytes('second')], { ifAbsent: true });
      await expect(second).rejects.toMatchObject({ code: 'OBJECT_EXISTS' });
      expect(text(await store.read('once'))).toBe('first');
    });

    law('lets exactly one of many conditional writers win', async (store) => {
      const writers = Array.from({ length: 8 }, (_, index) =>
        store.put('race', [bytes(`${index}`)], { ifAbsent: true }),
      );
      const endings = await Promise.allSettled(writers);
      expect(endings.filter((ending) => ending.status === 'fulfilled')).toHaveLength(1);
    });

    law('shows readers one whole object while writers race', async (store) => {
      const bodies = Array.from({ length: 6 }, (_, index) => new Uint8Array(300_000).fill(index));
      await store.put('deep/er/race', [bodies[0]!]);
      const writes = bodies.map((body) =>
        store.put('deep/er/race', [body.subarray(0, 150_000), body.subarray(150_000)]),
      );
      const reads = Array.from({ length: 10 }, () => store.read('deep/er/race'));
      for (const content of await Promise.all(reads)) expect(new Set(content).size).toBe(1);
      await Promise.all(writes);
    });

    law('survives that a folder is emptied while others write into it', async (store) => {
      for (let round = 0; round < 10; round++) {
        await store.put('f/g/h/old', [bytes('old')]);
        await Promise.all([store.delete(['f/g/h/old']), store.put('f/g/h/new', [bytes('new')])]);
        expect(text(await store.read('f/g/h/new'))).toBe('new');
        await store.delete(['f/g/h/new']);
      }
    });

    law('lists below a prefix in key order, page by page', async (store) => {
      const keys = ['l/a', 'l/a-1', 'l/a.x', 'l/a0/z', 'l/b/c', 'l/b/d', 'l/b.x', 'm/a'];
      for (const key of keys) await store.put(key, [bytes(key)]);
      const expected = keys.filter((key) => key.startsWith('l/')).sort();
      const listed: string[] = [];
      for (let after = ''; ; ) {
        const page = await store.list('l/', { after, limit: 2 });
        listed.push(...page.map((entry) => entry.key));
        expect(page.length).toBeLessThanOrEqual(2);
        if (page.length < 2) break;
        after = listed.at(-1)!;
      }
      expect(listed).toEqual(expected);
      expect((await store.list('l/b/')).map((entry) => entry.bytes)).toEqual([5, 5]);
      expect((await store.list('l/a')).map((entry) => entry.key)).toEqual(['l/a', 'l/a-1', 'l/a.x', 'l/a0/z']);
      expect(await store.list('nothing/')).toEqual([]);
    });

    law('forgets deleted objects', async (store) => {
      await store.put('d/1', [bytes('1')]);
      await store.put('d/2', [bytes('2')]);
      await store.delete(['d/1', 'd/1', 'd/3']);
      expect((await store.list('d/')).map((entry) => entry.key)).toEqual(['d/2']);
    });

    law('copies an object whole, and keeps it apart from its source', async (store) => {
      const source = await store.put('c/source', [bytes('first')]);
      await store.put('c/target', [bytes('in the way')]);
      expect(await store.copy('c/source', 'c/target')).toMatchObject({ key: 'c/target', bytes: 5 });
      expect(text(await store.read('c/target'))).toBe('first');
      await store.copy('c/source', 'c/target');
      expect(await store.find('c/source')).toMatchObject(source);
      await store.put('c/source', [bytes('second')]);
      expect(text(await store.read('c/target'))).toBe('first');
      await store.delete(['c/source']);
      expect(text(await store.read('c/target'))).toBe('first');
      await expect(store.copy('c/source', 'c/target')).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
      expect((await store.list('c/')).map(({ key }) => key)).toEqual(['c/target']);
    });

    law('copies an object in pieces', async (store) => {
      const pieceBytes = Math.max(store.uploadPartBytesMin, 1_000_000);
      const content = Uint8Array.from({ length: pieceBytes * 2 + 3 }, (_, index) => index % 239);
      await store.put('p/source', [content]);
      const source = (await store.find('p/source'))!;
      const copied = await copyInPieces(store, source, { targetKey: 'p/target', pieceBytes });
      expect(copied).toMatchObject({ key: 'p/target', bytes: content.length });
      expect(Buffer.from(content).equals(await store.read('p/target'))).toBe(true);
      await store.put('p/source', [content.subarray(1)]);
      const stale = copyInPieces(store, source, { targetKey: 'p/none', pieceBytes });
      await expect(stale).rejects.toMatchObject({ code: 'CORRUPT_PART' });
      expect(await store.find('p/none')).toBeUndefined();
    });

    law('refuses hostile keys everywhere', async (store) => {
      const refusal = { code: 'INVALID_REQUEST' };
      for (const key of HOSTILE_KEYS) {
        await expect(store.put(key, [bytes('x')]), key).rejects.toMatchObject(refusal);
        await expect(store.read(key), key).rejects.toMatchObject(refusal);
        await expect(collect(store.stream(key)), key).rejects.toMatchObject(refusal);
        await expect(store.find(key), key).rejects.toMatchObject(refusal);
        await expect(store.delete([key]), key).rejects.toMatchObject(refusal);
        await expect(store.createUpload(key), key).rejects.toMatchObject(refusal);
        await expect(store.copy(key, 'x'), key).rejects.toMatchObject(refusal);
        await expect(store.copy('x', key), key).rejects.toMatchObject(refusal);
      }
      expect(await store.list('')).toEqual([]);
    });

    law('joins bodies and copied ranges in order of part number', async (store) => {
      const least = store.uploadPartBytesMin;
      const hello = padded('hello', least);
      await store.put('s/1', [bytes('<<'), hello, bytes('>>')]);
      const bigEnd = least + 2_500_000;
      const big = Uint8Array.from({ length: bigEnd + 1 }, (_, index) => index % 241);
      await store.put('s/2', [big]);
      const upload = await store.createUpload('s/joined');
      const last = await store.putUploadPart(upload, 4, [bytes('ta'), bytes('il')]);
      const second = await store.copyUploadPart(upload, 2, { key: 's/1', range: { start: 2, end: 2 + hello.length } });
      const third = await store.copyUploadPart(upload, 3, { key: 's/2', range: { start: 1, end: bigEnd } });
      const head = padded('head', least);
      const first = await store.putUploadPart(upload, 1, [head.subarray(0, 3), head.subarray(3)]);
      expect(await store.find('s/joined')).toBeUndefined();
      const info = await store.completeUpload(upload, [first, second, third, last]);
      const expected = Buffer.concat([head, hello, big.subarray(1, bigEnd), bytes('tail')]);
      expect(info.bytes).toBe(expected.length);
      expect(expected.equals(await store.read('s/joined'))).toBe(true);
      expect((await store.list('s/')).map((entry) => entry.key)).toEqual(['s/1', 's/2', 's/joined']);
    });

    law('takes the last body of a part number and refuses parts that do not fit', async (store) => {
      const upload = await store.createUpload('u');
      const stale = await store.putUploadPart(upload, 1, [bytes('stale')]);
      const freshBody = padded('fresh', store.uploadPartBytesMin);
      const fresh = await store.putUploadPart(upload, 1, [freshBody]);
      const next = await store.putUploadPart(upload, 2, [bytes('next')]);
      await expect(store.completeUpload(upload, [stale, next])).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
      await expect(store.completeUpload(upload, [next, fresh])).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
      expect(await store.find('u')).toBeUndefined();
      await store.completeUpload(upload, [fresh, next]);
      expect(text(await store.read('u'))).toBe(`${text(freshBody)}next`);
    });

    law('lists the parts of an open upload, the last body of each number', async (store) => {
      const upload = await store.createUpload('u');
      const second = await store.putUploadPart(upload, 2, [bytes('second')]);
      await store.putUploadPart(upload, 1, [bytes('stale')]);
      const first = await store.putUploadPart(upload, 1, [bytes('first')]);
      expect(await store.listUploadParts(upload)).toEqual([first, second]);
      await store.abortUpload(upload);
      await expect(store.listUploadParts(upload)).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
    });

    law('keeps the metadata of an upload with its object', async (store) => {
      const upload = await store.createUpload('u', { metadata: { 'plan-hash': 'abc' } });
      await store.completeUpload(upload, [await store.putUploadPart(upload, 1, [bytes('x')])]);
      expect((await store.find('u'))?.metadata).toEqual({ 'plan-hash': 'abc' });
    });

    law('refuses copies of other content, of nothing, and beyond the end', async (store) => {
      const { etag } = await store.put('src', [bytes('0123')]);
      const upload = await store.createUpload('dst');
      const range = { start: 0, end: 4 };
      await store.copyUploadPart(upload, 1, { key: 'src', range, ifMatch: etag });
      await store.put('src', [bytes('4567')]);
      const changed = store.copyUploadPart(upload, 2, { key: 'src', range, ifMatch: etag });
      await expect(changed).rejects.toMatchObject({ code: 'CORRUPT_PART' });
      const missing = store.copyUploadPart(upload, 3, { key: 'none', range });
      await expect(missing).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
      const beyond = store.copyUploadPart(upload, 4, { key: 'src', range: { start: 0, end: 5 } });
      await expect(beyond).rejects.toMatchObject({ code: 'RANGE_NOT_SATISFIABLE' });
      await store.abortUpload(upload);
    });

    law('completes conditionally, and keeps the upload when refused', async (store) => {
      const upload = await store.createUpload('c');
      const part = await store.putUploadPart(upload, 1, [bytes('mine')]);
      await store.put('c', [bytes('theirs')]);
      const refused = store.completeUpload(upload, [part], { ifAbsent: true });
      await expect(refused).rejects.toMatchObject({ code: 'OBJECT_EXISTS' });
      await store.completeUpload(upload, [part]);
      expect(text(await store.read('c'))).toBe('mine');
    });

    law('forgets aborted and completed uploads', async (store) => {
      const gone = async (upload: Upload) =>
        expect(store.putUploadPart(upload, 2, [bytes('x')])).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
      const aborted = await store.createUpload('aborted');
      await store.putUploadPart(aborted, 1, [bytes('x')]);
      await store.abortUpload(aborted);
      await store.abortUpload(aborted);
      await gone(aborted);
      const completed = await store.createUpload('completed');
      await store.completeUpload(completed, [await store.putUploadPart(completed, 1, [bytes('x')])]);
      await gone(completed);
      expect((await store.list('')).map((entry) => entry.key)).toEqual(['completed']);
    });
  });
}

/** A body that may be a part before the last. */
function padded(content: string, bytesMin: number): Uint8Array {
  return bytes(content.padEnd(bytesMin, '.'));
}

function bytes(content: string): Uint8Array {
  return new TextEncoder().encode(content);
}

function text(content: Uint8Array): string {
  return new TextDecoder().decode(content);
}

async function collect(stream: AsyncIterable<Uint8Array>): Promise<string> {
  const pieces: Uint8Array[] = [];
  for await (const piece of stream) pieces.push(piece);
  return text(Buffer.concat(pieces));
}
