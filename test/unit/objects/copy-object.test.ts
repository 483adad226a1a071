import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { copyObject } from '../../../shared/objects/copy-object.ts';
import { createFolderObjectStore } from '../../../shared/objects/folder-object-store.ts';
import { createMemoryObjectStore } from '../../../shared/objects/memory-object-store.ts';

const folder = mkdtempSync(join(tmpdir(), 'tabular-copy-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const STORES = {
  memory: createMemoryObjectStore(),
  folder: createFolderObjectStore(folder, { isDurable: false }),
};

describe.each(Object.entries(STORES))('copies of objects in a store of kind %s', (_kind, objects) => {
  it.each([0, 1, 100_000])('hold the same %i bytes', async (bytes) => {
    const content = Uint8Array.from({ length: bytes }, (_, index) => index % 251);
    await objects.put('t/a/from', [content]);
    await copyObject(objects, (await objects.find('t/a/from'))!, { key: 't/a/to' });
    expect((await objects.find('t/a/to'))!.bytes).toBe(bytes);
    if (bytes > 0) expect(Buffer.from(await objects.read('t/a/to')).equals(content)).toBe(true);
  });

  it('are not made of an object that was changed meanwhile, and leave no upload behind', async () => {
    await objects.put('t/a/from', [Uint8Array.of(1)]);
    const source = (await objects.find('t/a/from'))!;
    await objects.put('t/a/from', [Uint8Array.of(2, 3)]);
    await expect(copyObject(objects, source, { key: 't/a/never' })).rejects.toThrow();
    expect([await objects.find('t/a/never'), await objects.listUploads()]).toEqual([undefined, []]);
  });
});
