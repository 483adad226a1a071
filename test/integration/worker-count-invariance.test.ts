import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { runLocalJob } from '../../scripts/tabular/local-job.ts';
import type { OutputFormat } from '../../shared/contracts/spec-document.ts';
import { digestPath } from '../../shared/digest/digest-path.ts';
import { planJob } from '../../shared/planning/plan-job.ts';
import { outputAs } from '../../shared/spec/normalise-output.ts';
import { normaliseSpec } from '../../shared/spec/normalise-spec.ts';
import { arbitraryLanguage } from '../support/arbitrary-language.ts';
import { arbitrarySpec } from '../support/arbitrary-spec.ts';

const root = mkdtempSync(join(tmpdir(), 'tabular-invariance-'));
afterAll(() => rmSync(root, { recursive: true }));
let runs = 0;

interface Way {
  readonly format: OutputFormat;
  readonly chunkRows: number;
  readonly workers: number;
}

async function digestOf(document: object, { format, chunkRows, workers }: Way): Promise<string> {
  const spec = normaliseSpec(document, { seed: 1 });
  const planned = planJob({ ...spec, output: { ...outputAs(spec.output, format), chunk_rows: chunkRows } });
  const outputPath = join(root, `out-${runs++}.${format}`);
  const { path } = await runLocalJob({ ...planned, outputPath, workers });
  const { total } = await digestPath(path);
  rmSync(path);
  return total;
}

/** The digests of all files of a dataset with several tables, and what its checks have cost. */
async function digestsOf(document: object, { format, chunkRows, workers }: Way): Promise<unknown> {
  const spec = normaliseSpec(document, { seed: 1 });
  const planned = planJob({ ...spec, output: { ...outputAs(spec.output, format), chunk_rows: chunkRows } });
  const { path, manifest } = await runLocalJob({ ...planned, outputPath: join(root, `tables-${runs++}`), workers });
  const digests = manifest.tables.flatMap(({ name, files, checks }) =>
    files.map(async (file) => [name, checks, (await digestPath(join(path, file.name))).total]),
  );
  return Promise.all(digests).finally(() => rmSync(path, { recursive: true }));
}

/** All ways to cut `rows` rows, each with another number of workers and another format. */
function waysOf(rows: number, chunkSizes: readonly number[]): Way[] {
  const formats = ['parquet', 'jsonl', 'arrow'] as const;
  return chunkSizes.flatMap((size, i) =>
    [1, 2, 4].map((workers, j) => ({ chunkRows: Math.min(size, rows), workers, format: formats[(i + j) % 3]! })),
  );
}

describe('the digest of a dataset', () => {
  it.each(
    fc.sample(arbitrarySpec(40), { numRuns: 2, seed: 20_250_107 }).map((document, index) => ({ index, document })),
  )('is the same for chunks of 1, 2 and all rows by 1, 2 and 4 workers (random spec $index)', async ({ document }) => {
    const digests = new Set<string>();
    for (const way of waysOf(40, [1, 2, 40])) digests.add(await digestOf(document, way));
    expect(digests.size).toBe(1);
  });

  it.each(
    fc.sample(arbitrarySpec(70_000), { numRuns: 1, seed: 20_250_108 }).map((document, index) => ({ index, document })),
  )(
    'is the same for chunks of 999, 65,536 and all rows by 1, 2 and 4 workers (random spec $index)',
    async ({ document }) => {
      const digests = new Set<string>();
      for (const way of waysOf(70_000, [999, 65_536, 70_000])) digests.add(await digestOf(document, way));
      expect(digests.size).toBe(1);
    },
  );
});

describe('the digests of all tables of a dataset', () => {
  it.each(
    fc.sample(arbitraryLanguage, { numRuns: 1, seed: 20_250_109 }).map((document, index) => ({ index, document })),
  )(
    'are the same for chunks of 7, 64 and all rows by 1, 2 and 4 workers (random spec $index)',
    async ({ document }) => {
      const expected = await digestsOf(document, { format: 'csv', chunkRows: 100_000, workers: 1 });
      for (const way of waysOf(100_000, [7, 64])) expect(await digestsOf(document, way)).toEqual(expected);
    },
  );
});

describe('a job with a hostile table name', () => {
  it.each(['../../escaped', '/absolute', 'a/b\\c', '..', '.', 'con', '__proto__', '%2e%2e%2f', '😀'.repeat(60)])(
    'writes below its output folder and nowhere else: %s',
    async (name) => {
      const folder = mkdtempSync(join(root, 'hostile-'));
      const document = {
        tables: [{ name, num_records: 10, columns: [{ name: 'id', kind: 'sequence' }] }],
        output: { layout: 'parts', chunk_rows: 5 },
      };
      const before = readdirSync(root);
      const { path, manifest } = await runLocalJob({
        ...planJob(normaliseSpec(document, { seed: 1 })),
        outputPath: join(folder, 'out'),
        workers: 1,
      });
      expect(path).toBe(join(folder, 'out'));
      expect(readdirSync(folder)).toEqual(['out']);
      expect(readdirSync(root)).toEqual(before);
      expect(manifest.tables[0]!.name).toBe(name);
      expect((await digestPath(path)).numRecords).toBe(10);
    },
  );
});
