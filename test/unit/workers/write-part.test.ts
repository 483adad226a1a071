import { crc32 } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { PartEncoder } from '../../../shared/formats/part-encoder.ts';
import { createMemoryObjectStore } from '../../../shared/objects/memory-object-store.ts';
import { checksumPart, writePart } from '../../../shared/workers/write-part.ts';
import { smallJob } from '../../support/small-job.ts';

const text = (content: string) => new TextEncoder().encode(content);
const hex = (content: string) => crc32(content).toString(16).padStart(8, '0');

/** `<rows a to b>` in slices that no boundary of the data falls on. */
const encoder: PartEncoder = {
  encode(rowStart, rowEnd) {
    const content = `<rows ${rowStart} to ${rowEnd}>`;
    const slices = [text(content.slice(0, 3)), text(''), text(content.slice(3))];
    return { slices, bytes: content.length, dataStart: 1, dataEnd: content.length - 1 };
  },
};

async function write(layout: 'file' | 'parts', changes: { generation_version?: number } = {}) {
  const objects = createMemoryObjectStore();
  const { plan, blockSums, planHash } = smallJob({ rows: 100, format: 'csv', layout });
  const range = { table: 0, chunk_index: 2, row_start: 20, row_end: 30 };
  const work = { tenantId: 'default', jobId: 'job_1', planHash, range };
  const writer = { objects, acquireEncoder: async () => encoder };
  const manifest = await writePart(
    { work, planned: { plan: { ...plan, ...changes }, blockSums }, onPage: () => undefined },
    writer,
  );
  return { objects, manifest };
}

describe('writing a part', () => {
  it('stores the bytes under the key of the chunk and describes them', async () => {
    const { objects, manifest } = await write('file');
    expect(manifest).toEqual({
      table_index: 0,
      chunk_index: 2,
      row_start: 20,
      row_end: 30,
      key: 't/default/jobs/job_1/parts/0/00000002.csv',
      bytes: 15,
      crc32: hex('<rows 20 to 30>'),
      data_start: 1,
      data_end: 14,
      data_crc32: hex('rows 20 to 30'),
    });
    expect(new TextDecoder().decode(await objects.read(manifest.key))).toBe('<rows 20 to 30>');
  });

  it('puts a part that stays a part where its dataset will be', async () => {
    const { manifest } = await write('parts');
    expect(manifest.key).toBe('t/default/datasets/ds_1/data/part-00002.csv');
  });

  it('checks whole and data wherever slices are cut', () => {
    const content = 'head|the data of the part|tail';
    for (let cut = 0; cut <= content.length; cut++) {
      const slices = [text(content.slice(0, cut)), text(content.slice(cut))];
      const { whole, data } = checksumPart({ slices, bytes: content.length, dataStart: 5, dataEnd: 25 });
      expect([whole, data]).toEqual([crc32(content), crc32(content.slice(5, 25))]);
    }
  });

  it('refuses plans of another generation version', async () => {
    await expect(write('file', { generation_version: 999 })).rejects.toMatchObject({ code: 'VERSION_NOT_SUPPORTED' });
  });
});
