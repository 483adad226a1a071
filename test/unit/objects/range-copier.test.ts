import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RangeCopier } from '../../../shared/objects/range-copier.ts';

const MEBIBYTE = 1024 * 1024;
let folder: string;
let target: FileHandle;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tabular-copier-'));
  target = await open(join(folder, 'target'), 'w');
});
afterEach(async () => {
  await target.close();
  rmSync(folder, { recursive: true });
});

function source(name: string, size: number): { path: string; content: Buffer } {
  const content = Buffer.from(Uint8Array.from({ length: size }, (_, index) => (index * 31 + name.length) % 251));
  const path = join(folder, name);
  writeFileSync(path, content);
  return { path, content };
}

describe('copied ranges', () => {
  it('lie where they were asked for, whatever their size and number', async () => {
    const copier = new RangeCopier(target);
    const expected: Buffer[] = [];
    let at = 0;
    for (const [index, size] of [1, MEBIBYTE, 5 * MEBIBYTE + 3, 17, 2 * MEBIBYTE].entries()) {
      const { path, content } = source('x'.repeat(index + 1), size + 10);
      await copier.add({ path, start: 5, end: size + 5 }, at);
      expected.push(content.subarray(5, size + 5));
      at += size;
    }
    await copier.finish();
    expect(Buffer.compare(readFileSync(join(folder, 'target')), Buffer.concat(expected))).toBe(0);
  });

  it('are refused as damaged when the source ends before them', async () => {
    const copier = new RangeCopier(target);
    const { path } = source('short', 3 * MEBIBYTE);
    await copier.add({ path, start: 0, end: 3 * MEBIBYTE + 1 }, 0);
    await expect(copier.finish()).rejects.toMatchObject({ code: 'CORRUPT_PART' });
  });

  it('end early when they are stopped', async () => {
    const copier = new RangeCopier(target);
    const { path } = source('long', 20 * MEBIBYTE);
    await copier.add({ path, start: 0, end: 20 * MEBIBYTE }, 0);
    await copier.stop();
    await expect(copier.finish()).rejects.toMatchObject({ code: 'CANCELLED' });
    expect((await target.stat()).size).toBeLessThan(20 * MEBIBYTE);
  });
});
