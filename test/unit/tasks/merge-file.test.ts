import { crc32 } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { PartManifest } from '../../../shared/contracts/part-manifest.ts';
import type { MergeParts } from '../../../shared/formats/merge-piece.ts';
import { createMemoryObjectStore } from '../../../shared/objects/memory-object-store.ts';
import type { ObjectStore } from '../../../shared/objects/object-store.ts';
import { type MergeFileDependencies, mergeFile } from '../../../shared/tasks/merge-file.ts';
import type { ChunkSlice } from '../../../shared/tasks/read-manifests.ts';

const ROWS = 10;
const encode = (text: string) => new TextEncoder().encode(text);
const hex = (bytes: Uint8Array | string) => crc32(bytes).toString(16).padStart(8, '0');

/** `[` rows of every part `]`, and a check of the part's first byte, as a format with headers would do. */
const mergeBracketed: MergeParts = async function* merge(sources) {
  yield { kind: 'bytes', bytes: encode('[') };
  for await (const { manifest, read } of sources) {
    expect(new TextDecoder().decode(await read(0, 1))).toBe('<');
    const { key, data_start: start, data_end: end, data_crc32: checksum } = manifest;
    yield { kind: 'range', key, start, end, crc32: checksum };
  }
  yield { kind: 'bytes', bytes: encode(']') };
};

async function putParts(objects: ObjectStore, count: number): Promise<PartManifest[]> {
  const parts: PartManifest[] = [];
  for (let index = 0; index < count; index++) {
    const data = `rows of ${index};`;
    const content = encode(`<${data}>`);
    const key = `parts/${index}`;
    await objects.put(key, [content]);
    parts.push({
      table_index: 0,
      chunk_index: index,
      row_start: index * ROWS,
      row_end: (index + 1) * ROWS,
      key,
      bytes: content.length,
      crc32: hex(content),
      data_start: 1,
      data_end: content.length - 1,
      data_crc32: hex(data),
    });
  }
  return parts;
}

async function prepare(count: number, overrides: Partial<MergeFileDependencies> = {}) {
  const objects = createMemoryObjectStore();
  const parts = await putParts(objects, count);
  const slices: ChunkSlice[] = [];
  const dependencies: MergeFileDependencies = {
    objects,
    readParts: async (slice) => {
      slices.push(slice);
      return parts.slice(slice.chunk_start, slice.chunk_end);
    },
    mergeParts: mergeBracketed,
    signal: new AbortController().signal,
    ...overrides,
  };
  return { objects, parts, slices, dependencies };
}

function fileOf(chunkStart: number, chunkEnd: number) {
  return { table: 0, file_index: 0, file_name: 'data.x', chunk_start: chunkStart, chunk_end: chunkEnd };
}

describe('merging a file', () => {
  it('joins the data of its parts, and knows size, rows and checksum of the whole without reading it', async () => {
    const { objects, dependencies } = await prepare(12);
    const made = await mergeFile(fileOf(2, 7), 'out/data.x', dependencies);
    const content = await objects.read('out/data.x');
    expect(new TextDecoder().decode(content)).toBe('[rows of 2;rows of 3;rows of 4;rows of 5;rows of 6;]');
    expect(made).toEqual({
      name: 'data.x',
      bytes: content.length,
      crc32: hex(content),
      num_records: 50,
      row_start: 20,
      row_end: 70,
    });
  });

  it('asks for manifests in slices', async () => {
    const { objects, slices, dependencies } = await prepare(1_203);
    const made = await mergeFile(fileOf(0, 1_203), 'out', dependencies);
    expect(slices.map(({ chunk_start, chunk_end }) => [chunk_start, chunk_end])).toEqual([
      [0, 500],
      [500, 1_000],
      [1_000, 1_203],
    ]);
    expect(made.crc32).toBe(hex(await objects.read('out')));
  });

  it('writes the same object when it is done again', async () => {
    const { objects, dependencies } = await prepare(3);
    const once = await mergeFile(fileOf(0, 3), 'out', dependencies);
    const before = await objects.read('out');
    expect(await mergeFile(fileOf(0, 3), 'out', dependencies)).toEqual(once);
    expect(await objects.read('out')).toEqual(before);
  });

  it('shows nothing when it is cancelled or a part is missing', async () => {
    const leave = new AbortController();
    const { objects, dependencies } = await prepare(3, { signal: leave.signal });
    leave.abort();
    await expect(mergeFile(fileOf(0, 3), 'out', dependencies)).rejects.toMatchObject({ code: 'CANCELLED' });
    await objects.delete(['parts/1']);
    const again = mergeFile(fileOf(0, 3), 'out', { ...dependencies, signal: new AbortController().signal });
    await expect(again).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
    expect(await objects.find('out')).toBeUndefined();
  });

  it('refuses to begin before every chunk has ended', async () => {
    const { parts, dependencies } = await prepare(4);
    const readParts = async () => parts.filter((part) => part.chunk_index !== 2);
    const unfinished = { code: 'JOB_STATE_CONFLICT' };
    await expect(mergeFile(fileOf(0, 4), 'out', { ...dependencies, readParts })).rejects.toMatchObject(unfinished);
    const readFew = async () => parts.slice(0, 3);
    const few = mergeFile(fileOf(0, 4), 'out', { ...dependencies, readParts: readFew });
    await expect(few).rejects.toMatchObject(unfinished);
  });
});
