import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFolderObjectStore } from '../../../shared/objects/folder-object-store.ts';
import { storageError } from '../../../shared/objects/storage-error.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tabular-folder-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const body = [Buffer.from('content')];

describe('folder object store', () => {
  it('keeps every object as a file under its key', async () => {
    const store = createFolderObjectStore(folder, { isDurable: false });
    await store.put('t/a/jobs/j/parts/0/00000000.csv', body);
    expect(existsSync(join(folder, 't/a/jobs/j/parts/0/00000000.csv'))).toBe(true);
    expect(readdirSync(join(folder, '.tmp'))).toEqual([]);
  });

  it('copies an object without its bytes, again and again, and leaves nothing else behind', async () => {
    const store = createFolderObjectStore(folder, { isDurable: true });
    await store.put('t/a', body);
    for (let round = 0; round < 2; round++) await store.copy('t/a', 't/b/c');
    expect(statSync(join(folder, 't/b/c')).ino).toBe(statSync(join(folder, 't/a')).ino);
    expect(readdirSync(join(folder, '.tmp'))).toEqual([]);
  });

  it('removes the folders that a delete leaves empty', async () => {
    const store = createFolderObjectStore(folder, { isDurable: false });
    await store.put('t/a/b/c', body);
    await store.put('t/d', body);
    await store.delete(['t/a/b/c']);
    expect(readdirSync(join(folder, 't'))).toEqual(['d']);
  });

  it('sweeps what a crash left unfinished, and only what is old enough', () => {
    const leave = (name: string, ageSeconds: number) => {
      const path = join(folder, '.tmp', name);
      writeFileSync(path, 'half');
      const then = Date.now() / 1000 - ageSeconds;
      utimesSync(path, then, then);
    };
    mkdirSync(join(folder, '.tmp'));
    leave('old', 7_200);
    leave('new', 60);
    createFolderObjectStore(folder, { isDurable: false });
    expect(readdirSync(join(folder, '.tmp'))).toEqual(['new', 'old']);
    createFolderObjectStore(folder, { isDurable: false, sweepOlderThanMs: 3_600_000 });
    expect(readdirSync(join(folder, '.tmp'))).toEqual(['new']);
    createFolderObjectStore(folder, { isDurable: false, sweepOlderThanMs: 0 });
    expect(readdirSync(join(folder, '.tmp'))).toEqual([]);
  });

  it('leaves no unfinished file behind a failed write or an ended upload', async () => {
    const store = createFolderObjectStore(folder, { isDurable: false });
    await store.put('a', body);
    await expect(store.put('a/b', body)).rejects.toMatchObject({ code: 'OBJECT_EXISTS' });
    await expect(store.put('a', body, { ifAbsent: true })).rejects.toMatchObject({ code: 'OBJECT_EXISTS' });
    const upload = await store.createUpload('u');
    const part = await store.putUploadPart(upload, 1, body);
    await store.completeUpload(upload, [part]);
    const aborted = await store.createUpload('v');
    await store.putUploadPart(aborted, 1, body);
    await store.abortUpload(aborted);
    expect(readdirSync(join(folder, '.tmp'))).toEqual([]);
  });

  it('copies what a source held when the copy was asked for, whatever becomes of it', async () => {
    const store = createFolderObjectStore(folder, { isDurable: false });
    const old = new Uint8Array(3_000_000).fill(7);
    await store.put('src', [old]);
    const upload = await store.createUpload('dst');
    const part = await store.copyUploadPart(upload, 1, { key: 'src', range: { start: 0, end: old.length } });
    await store.put('src', body);
    await store.completeUpload(upload, [part]);
    expect(Buffer.compare(await store.read('dst'), old)).toBe(0);
    expect(readdirSync(join(folder, '.tmp'))).toEqual([]);
  });

  it('counts the free bytes of its file system', async () => {
    const store = createFolderObjectStore(folder, { isDurable: false });
    expect(await store.freeBytes()).toBeGreaterThan(0);
  });

  it.each([
    ['ENOSPC', 'STORAGE_FULL'],
    ['EDQUOT', 'STORAGE_FULL'],
    ['EIO', 'STORAGE_UNAVAILABLE'],
    ['EACCES', 'STORAGE_UNAVAILABLE'],
    ['ENOENT', 'FILE_NOT_FOUND'],
  ])('answers %s as %s', (errno, code) => {
    expect(storageError(Object.assign(new Error(errno), { code: errno }), 'k').code).toBe(code);
  });
});
