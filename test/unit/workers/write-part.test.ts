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
    const separator = text(', ');
    return { slices, bytes: content.length, dataStart: 1, dataEnd: content.length - 1, separator };
  },
};

interface WriteOptions {
  readonly generation_version?: number;
  /** Of the store. */
  readonly partBytesMin?: number;
  readonly chunkIndex?: number;
  readonly hasUpload?: boolean;
}

async function write(
  layout: 'file' | 'parts',
  { partBytesMin = 0, chunkIndex = 2, hasUpload = false, ...changes }: WriteOptions = {},
) {
  const objects = createMemoryObjectStore({ uploadPartBytesMin: partBytesMin });
  const { plan, blockSums, planHash } = smallJob({ rows: 100, chunk_rows: 10, format: 'csv', layout });
  const range = { table: 0, chunk_index: chunkIndex, row_start: 20, row_end: 30 };
  const upload = { ...(await objects.createUpload('file')), partNumber: chunkIndex + 1 };
  const work = { tenantId: 'default', jobId: 'job_1', planHash, range, ...(hasUpload && { upload }) };
  const writer = { objects, acquireEncoder: async () => encoder };
  const manifest = await writePart(
    { work, planned: { plan: { ...plan, ...changes }, blockSums }, onPage: () => undefined },
    writer,
  );
  return { objects, manifest, upload };
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
    expect(manifest.key).toBe('t/default/datasets/hot/ds_1/data/part-00002.csv');
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

describe('writing a part where small pieces cannot be joined', () => {
  it('stores what its file holds of it, and keeps the rest with its description', async () => {
    const { objects, manifest } = await write('file', { partBytesMin: 5 });
    expect(new TextDecoder().decode(await objects.read(manifest.key))).toBe(', rows 20 to 30');
    expect(manifest).toMatchObject({ bytes: 15, data_start: 1, data_end: 14, crc32: hex('<rows 20 to 30>') });
    const { etag } = (await objects.find(manifest.key))!;
    const segment = { bytes: 15, lead_bytes: 2, crc32: hex(', rows 20 to 30'), etag, ends: btoa('>') };
    expect(manifest.segment).toEqual(segment);
  });

  it('begins a file with its head', async () => {
    const { objects, manifest } = await write('file', { partBytesMin: 5, chunkIndex: 0 });
    expect(new TextDecoder().decode(await objects.read(manifest.key))).toBe('<rows 20 to 30');
    expect(manifest.segment).toMatchObject({ bytes: 14, lead_bytes: 1, ends: btoa('<>') });
  });

  it('uploads it straight into its file where it is large enough', async () => {
    const { objects, manifest, upload } = await write('file', { partBytesMin: 5, hasUpload: true });
    const [part] = await objects.listUploadParts(upload);
    expect(manifest.segment).toMatchObject({
      etag: part!.etag,
      upload: { upload_id: upload.uploadId, part_number: 3 },
    });
    expect(part).toMatchObject({ partNumber: 3, bytes: 15 });
    expect(await objects.find(manifest.key)).toBeUndefined();
  });

  it('leaves an object where it is too small for an upload', async () => {
    const { objects, manifest, upload } = await write('file', { partBytesMin: 16, hasUpload: true });
    expect(await objects.listUploadParts(upload)).toEqual([]);
    expect(manifest.segment?.upload).toBeUndefined();
    expect((await objects.find(manifest.key))?.bytes).toBe(15);
  });

  it('stores whole parts that stay parts', async () => {
    const { objects, manifest } = await write('parts', { partBytesMin: 5 });
    expect(new TextDecoder().decode(await objects.read(manifest.key))).toBe('<rows 20 to 30>');
    expect(manifest.segment).toBeUndefined();
  });
});
