import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { createFolderObjectStore } from '../../shared/objects/folder-object-store.ts';
import { createMemoryObjectStore } from '../../shared/objects/memory-object-store.ts';
import { runObjectStoreConformance } from './object-store-suite.ts';

const folder = mkdtempSync(join(tmpdir(), 'tabular-objects-'));
afterAll(() => rmSync(folder, { recursive: true }));

const freshFolder = () => mkdtempSync(join(folder, 'store-'));

const NO_METADATA = { 'keeps the metadata of an upload with its object': 'a file has none' };

runObjectStoreConformance({
  name: 'folder',
  skip: NO_METADATA,
  create: () => createFolderObjectStore(freshFolder(), { isDurable: false, sweepOlderThanMs: 0 }),
});
runObjectStoreConformance({
  name: 'durable folder',
  skip: NO_METADATA,
  create: () => createFolderObjectStore(freshFolder(), { isDurable: true }),
});
runObjectStoreConformance({ name: 'memory', create: createMemoryObjectStore });
