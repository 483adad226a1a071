import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { type LocalProgress, runLocalJob } from '../../scripts/tabular/local-job.ts';
import { smallJob } from '../support/small-job.ts';

const root = mkdtempSync(join(tmpdir(), 'tabular-local-'));
afterAll(() => rmSync(root, { recursive: true }));

const freshFolder = () => mkdtempSync(join(root, 'run-'));
const ROWS = 20_000;

describe('local job', () => {
  it('makes the same file for any chunk size and any number of workers', async () => {
    const contents = new Set<string>();
    for (const [chunkRows, workers] of [
      [999, 1],
      [4_096, 2],
      [ROWS, 4],
    ] as const) {
      const outputPath = join(freshFolder(), 'out.csv');
      const { plan, blockSums } = smallJob({ rows: ROWS, format: 'csv', chunk_rows: chunkRows });
      const { parts, manifest } = await runLocalJob({ plan, blockSums, outputPath, workers });
      expect(parts).toBe(Math.ceil(ROWS / chunkRows));
      const content = readFileSync(outputPath);
      expect(manifest.tables[0]!.files[0]!.crc32).toBe(crc32(content).toString(16).padStart(8, '0'));
      contents.add(content.toString());
    }
    expect(contents.size).toBe(1);
    expect([...contents][0]!.split('\n')).toHaveLength(ROWS + 2);
  });

  it('leaves the output and nothing else', async () => {
    const folder = freshFolder();
    const { plan, blockSums } = smallJob({ rows: 5_000, format: 'jsonl', chunk_rows: 1_000 });
    const { path } = await runLocalJob({ plan, blockSums, outputPath: join(folder, 'out.jsonl'), workers: 2 });
    expect(path).toBe(join(folder, 'out.jsonl'));
    expect(readdirSync(folder)).toEqual(['out.jsonl']);
  });

  it('leaves parts with their manifest in a folder when parts are asked for', async () => {
    const folder = freshFolder();
    const { plan, blockSums } = smallJob({ rows: 5_000, format: 'csv', chunk_rows: 2_000, layout: 'parts' });
    const { manifest } = await runLocalJob({ plan, blockSums, outputPath: join(folder, 'out'), workers: 2 });
    expect(readdirSync(folder)).toEqual(['out']);
    expect(JSON.parse(readFileSync(join(folder, 'out/manifest.json'), 'utf8'))).toEqual(manifest);
    const { files } = manifest.tables[0]!;
    expect(files.map(({ row_start, row_end }) => [row_start, row_end])).toEqual([
      [0, 2_000],
      [2_000, 4_000],
      [4_000, 5_000],
    ]);
    for (const { name, bytes } of files) expect(readFileSync(join(folder, 'out', name))).toHaveLength(bytes);
  });

  it('makes files without rows', async () => {
    const outputPath = join(freshFolder(), 'out.json');
    const { plan, blockSums } = smallJob({ rows: 0, format: 'json' });
    const { manifest } = await runLocalJob({ plan, blockSums, outputPath, workers: 1 });
    expect(JSON.parse(readFileSync(outputPath, 'utf8'))).toEqual([]);
    expect(manifest.tables[0]!.files[0]).toMatchObject({ num_records: 0, row_start: 0, row_end: 0 });
  });

  it('reports rows that only grow, up to all of them', async () => {
    const reports: LocalProgress[] = [];
    const { plan, blockSums } = smallJob({ rows: ROWS, format: 'csv', chunk_rows: 1_000 });
    const onProgress = (progress: LocalProgress) => reports.push(progress);
    await runLocalJob({ plan, blockSums, outputPath: join(freshFolder(), 'out.csv'), workers: 2, onProgress });
    const rows = reports.map(({ rowsDone }) => rowsDone);
    expect(rows).toEqual([...rows].sort((a, b) => a - b));
    expect(reports.at(-1)).toEqual({ step: 'merge', rowsDone: ROWS, numRecords: ROWS });
  });

  it('leaves nothing behind when it is cancelled', async () => {
    const folder = freshFolder();
    const { plan, blockSums } = smallJob({ rows: 50_000_000, format: 'csv', chunk_rows: 1_000_000 });
    const leaving = new AbortController();
    const onProgress = () => leaving.abort();
    const outputPath = join(folder, 'out.csv');
    const running = runLocalJob({ plan, blockSums, outputPath, workers: 2, onProgress, signal: leaving.signal });
    await expect(running).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(readdirSync(folder)).toEqual([]);
    const late = runLocalJob({ plan, blockSums, outputPath, workers: 2, signal: AbortSignal.abort() });
    await expect(late).rejects.toMatchObject({ code: 'CANCELLED' });
  });

  it('replaces what a killed run left, and never what is not its own', async () => {
    const folder = freshFolder();
    const { plan, blockSums } = smallJob({ rows: 10, format: 'csv' });
    const outputPath = join(folder, 'out.csv');
    mkdirSync(join(`${outputPath}.partial`, 't/local'), { recursive: true });
    await runLocalJob({ plan, blockSums, outputPath, workers: 1 });
    expect(readdirSync(folder)).toEqual(['out.csv']);
    mkdirSync(`${outputPath}.partial`);
    writeFileSync(join(`${outputPath}.partial`, 'diary.txt'), 'mine');
    await expect(runLocalJob({ plan, blockSums, outputPath, workers: 1 })).rejects.toMatchObject({
      code: 'INVALID_REQUEST',
    });
    expect(existsSync(join(`${outputPath}.partial`, 'diary.txt'))).toBe(true);
  });

  it('refuses what would not fit on the disk, and a folder that is not there', async () => {
    const folder = freshFolder();
    const { plan, blockSums } = smallJob({ rows: 1e12, format: 'csv', chunk_rows: 1_048_576 });
    const huge = runLocalJob({ plan, blockSums, outputPath: join(folder, 'out.csv'), workers: 1 });
    await expect(huge).rejects.toMatchObject({ code: 'STORAGE_FULL', message: expect.stringMatching(/\d+ bytes/) });
    const nowhere = runLocalJob({ plan, blockSums, outputPath: join(folder, 'missing/out.csv'), workers: 1 });
    await expect(nowhere).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
    expect(readdirSync(folder)).toEqual([]);
  });
});
