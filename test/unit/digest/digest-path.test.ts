import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { OutputSpec } from '../../../shared/contracts/spec-document.ts';
import { digestPath } from '../../../shared/digest/digest-path.ts';
import { createPartEncoder } from '../../../shared/formats/create-part-encoder.ts';
import { KernelSession } from '../../../shared/kernels/kernel-session.ts';
import { compileKernels, createWasmKernels } from '../../../shared/kernels/wasm-kernels.ts';
import { fileEnding } from '../../../shared/planning/file-name.ts';
import { everyTypeColumns } from '../../support/every-type.ts';
import { type FixedColumn, fixedTable } from '../../support/fixed-table.ts';
import { DIGESTED_OUTPUTS } from '../../support/outputs.ts';

const ROWS = 5_000;
const CSV = OutputSpec.parse({ format: 'csv' });
const kernels = compileKernels();
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tabular-digest-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

async function writePart(
  output: OutputSpec,
  columns: FixedColumn[],
  [rowStart, rowEnd, name]: [number, number, string],
) {
  const bound = fixedTable(new KernelSession(createWasmKernels(kernels)), columns, { pageRows: 1_024 });
  const encoder = await createPartEncoder(bound, output);
  const path = join(folder, `${name}.${fileEnding(output)}`);
  await writeFile(path, encoder.encode(rowStart, rowEnd).slices);
  return path;
}

describe('digestPath', () => {
  const columns = everyTypeColumns(ROWS);

  it('gives the same digest for the same rows in every format and compression', async () => {
    const digests = [];
    for (const output of DIGESTED_OUTPUTS)
      digests.push(await digestPath(await writePart(output, columns, [0, ROWS, 'whole'])));
    const [first, ...others] = digests;
    expect(first?.numRecords).toBe(ROWS);
    expect(first?.columns.map(({ name }) => name)).toEqual(columns.map(({ name }) => name));
    for (const other of others) expect(other).toEqual(first);
  });

  it.each(DIGESTED_OUTPUTS)(
    'gives the same digest for one file and for parts in $format $compression',
    async (output) => {
      const whole = await digestPath(await writePart(output, columns, [0, ROWS, 'whole']));
      await rm(join(folder, `whole.${fileEnding(output)}`));
      const cuts = [0, 1, 1_000, 4_096, ROWS];
      for (let i = 0; i + 1 < cuts.length; i++) await writePart(output, columns, [cuts[i]!, cuts[i + 1]!, `part-${i}`]);
      expect(await digestPath(folder)).toEqual(whole);
    },
  );

  it('keeps the row digest and changes the column digests when rows trade places', async () => {
    const values = [3n, 1n, 2n];
    const table = (order: bigint[]): FixedColumn[] => [{ name: 'n', type: { name: 'int64' }, values: order }];
    const first = await digestPath(await writePart(CSV, table(values), [0, 3, 'a']));
    const second = await digestPath(await writePart(CSV, table(values.toReversed()), [0, 3, 'b']));
    expect(second.rowDigest).toBe(first.rowDigest);
    expect(second.columns).not.toEqual(first.columns);
    expect(second.total).not.toBe(first.total);
  });

  it('tells a null from the empty text and from the word null', async () => {
    const table = (value: string | null): FixedColumn[] => [{ name: 's', type: { name: 'string' }, values: [value] }];
    const totals = new Set<string>();
    for (const [i, value] of [null, '', 'null'].entries()) {
      const ofValue = new Set<string>();
      for (const output of DIGESTED_OUTPUTS) {
        ofValue.add((await digestPath(await writePart(output, table(value), [0, 1, `v${i}`]))).total);
      }
      expect(ofValue.size).toBe(1);
      for (const total of ofValue) totals.add(total);
    }
    expect(totals.size).toBe(3);
  });

  it('reads the parts of a folder in the order of its manifest', async () => {
    const whole = await digestPath(await writePart(CSV, columns, [0, ROWS, 'whole']));
    await rm(join(folder, 'whole.csv'));
    await writePart(CSV, columns, [0, 10, 'z']);
    await writePart(CSV, columns, [10, ROWS, 'a']);
    const file = (name: string) => ({ name, bytes: 0, crc32: '', num_records: 0, row_start: 0, row_end: 0 });
    await writeFile(
      join(folder, 'manifest.json'),
      JSON.stringify({
        manifest_version: 1,
        dataset_id: 'ds_1',
        job_id: 'job_1',
        spec_hash: '',
        plan_hash: '',
        generation_version: 1,
        seed: 1,
        tables: [{ name: 't', num_records: ROWS, columns: [], files: [file('z.csv'), file('a.csv')] }],
      }),
    );
    expect(await digestPath(folder)).toEqual(whole);
  });

  it('pins the digest of a small table', async () => {
    const path = join(folder, 'pinned.csv');
    await writeFile(path, 'id,name\r\n0,a\r\n1,\r\n2,""\r\n');
    const digest = await digestPath(path);
    expect(digest).toMatchInlineSnapshot(`
      {
        "columns": [
          {
            "digest": "38165cf2599570d9bc776832bce014e0",
            "name": "id",
          },
          {
            "digest": "7712df4e7aff3cd7ee4f835ba1e28c60",
            "name": "name",
          },
        ],
        "numRecords": 3,
        "rowDigest": "a7bfe6115dc7c136fb3acfa03218222e",
        "total": "b145b2e73db579ddbf47280a20f5ebba7f96330ce28bf63fc8221217c4df65c8",
      }
    `);
  });

  it.each([
    ['quoted.csv', 'a,b\n"x', 'does not end'],
    ['short.csv', 'a,b\n1\n', 'a CSV record has 1 fields, the header has 2'],
    ['list.json', '[1,2]', 'list of objects'],
    ['nested.jsonl', '{"a":{"b":["}"]}', 'ends within a row'],
    ['cut.jsonl', '{"a":1', 'ends within a row'],
    ['data.txt', 'x', 'names no data format'],
    ['data.sql', 'SELECT 1', 'a script for a database'],
    ['data.parquet.gz', 'x', 'names no data format'],
    ['plain.csv.gz', 'a,b\r\n1,2\r\n', 'is not compressed as ".gz" says'],
    ['plain.jsonl.zst', '{}', 'is not compressed as ".zst" says'],
  ])('refuses %s', async (name, text, message) => {
    await writeFile(join(folder, name), text);
    await expect(digestPath(join(folder, name))).rejects.toThrow(message);
  });

  it('refuses a path that does not exist and a folder without data', async () => {
    await expect(digestPath(join(folder, 'absent.csv'))).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
    await expect(digestPath(folder)).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
  });
});
