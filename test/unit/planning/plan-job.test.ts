import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { LIMITS } from '../../../shared/contracts/limits.ts';
import { Plan } from '../../../shared/contracts/plan.ts';
import { placedColumnsOf } from '../../../shared/contracts/plan-columns.ts';
import { readDocument } from '../../../shared/documents/read-document.ts';
import type { AppError } from '../../../shared/errors/app-error.ts';
import { chunkCount } from '../../../shared/planning/chunk-range.ts';
import { estimateJob } from '../../../shared/planning/estimate-job.ts';
import { planHash } from '../../../shared/planning/plan-hash.ts';
import { planJob } from '../../../shared/planning/plan-job.ts';
import { normaliseSpec } from '../../../shared/spec/normalise-spec.ts';
import { specHash } from '../../../shared/spec/spec-hash.ts';

const W1 = readDocument(readFileSync('test/fixtures/w1.yaml', 'utf8'), 'yaml') as Record<string, unknown>;

function planOf(schema: unknown, num_records: number, output: Record<string, unknown> = {}) {
  return planJob(normaliseSpec({ schema, num_records, output }, { seed: 1 })).plan;
}

function refusal(work: () => unknown): AppError {
  try {
    work();
  } catch (thrown) {
    return thrown as AppError;
  }
  throw new Error('nothing was refused');
}

describe('planJob', () => {
  it('gives a plan of the contract, with the hash of its spec', () => {
    const spec = normaliseSpec(W1, { seed: 1 });
    const { plan } = planJob(spec);
    expect(Plan.parse(plan)).toEqual(plan);
    expect([plan.spec_hash, plan.seed, plan.generation_version]).toEqual([specHash(spec), 42, 1]);
    expect(planHash(plan)).toBe(planHash(Plan.parse(JSON.parse(JSON.stringify(plan)))));
    expect(planHash({ ...plan, seed: 43 })).not.toBe(planHash(plan));
  });

  it('groups the columns of an entity and leaves the others alone', () => {
    const plan = planOf({ a: 'uuid', b: 'email', c: 'date', d: 'city' }, 10);
    const shape = plan.tables[0]!.groups.map((group) =>
      group.kind === 'single' ? group.position : placedColumnsOf(group).map((column) => column.position),
    );
    expect(shape).toEqual([0, [1, 3], 2]);
  });

  it('makes parts of some megabytes, in multiples of 64 rows', () => {
    const [table] = planJob(normaliseSpec(W1, { seed: 1 })).plan.tables;
    expect(table!.chunk_rows % 64).toBe(0);
    expect(table!.chunk_rows).toBeGreaterThan(500_000);
    expect(table!.chunk_rows).toBeLessThan(800_000);
    expect(planOf({ a: 'boolean' }, 1e9).tables[0]!.chunk_rows).toBe(LIMITS.chunkRowsMax);
    const wide = { kind: 'string', min_length: 60_000, max_length: 60_000 };
    expect(planOf({ a: wide }, 1e6).tables[0]!.chunk_rows).toBe(LIMITS.chunkRowsMin);
  });

  it('divides the chunks of a middling table evenly among workers', () => {
    const table = planOf({ a: 'double', b: 'double' }, 12_345_678).tables[0]!;
    expect(chunkCount(table) % 4).toBe(0);
    const last = table.num_records % table.chunk_rows;
    expect(last).toBeGreaterThan(table.chunk_rows - 64 * chunkCount(table));
  });

  it('takes the chunk rows that were asked for as they are', () => {
    expect(planOf({ a: 'uuid' }, 1_000, { chunk_rows: 999 }).tables[0]!.chunk_rows).toBe(999);
  });

  it('raises the chunk rows a little to keep a table in one file', () => {
    const schema = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`c${index}`, 'double']));
    const aimed = planOf(schema, 1_000).tables[0]!.chunk_rows;
    const raised = planOf(schema, aimed * 12_000).tables[0]!;
    expect(raised.chunk_rows).toBeGreaterThan(aimed);
    expect(chunkCount(raised)).toBeLessThanOrEqual(LIMITS.partsPerFile);
    expect(planOf(schema, aimed * 30_000).tables[0]!.chunk_rows).toBe(aimed);
  });

  it('bounds a part of the widest rows by 1 GiB', () => {
    const columns = Array.from({ length: 22 }, (_, index) => [
      `c${index}`,
      { kind: 'string', min_length: 0, max_length: 65_536 },
    ]);
    const rows = planOf(Object.fromEntries(columns), 1e6).tables[0]!.chunk_rows;
    expect(rows * 22 * 65_540).toBeLessThanOrEqual(2 ** 30);
    expect(rows % 64).toBe(0);
  });

  it.each([
    ['more than a million tasks', () => planOf({ a: 'boolean' }, 2 ** 50), /1,?073/],
    ['more tasks than that by small chunks', () => planOf({ a: 'uuid' }, 2e6, { chunk_rows: 1 }), /limit is 1000000/],
    [
      'parts beyond 1 GiB',
      () => planOf({ a: { kind: 'string', max_length: 65_536 } }, 9, { chunk_rows: 100_000 }),
      /use at most/,
    ],
    [
      'rows that no page holds',
      () => planOf(Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`c${i}`, 'string[0:65536]'])), 9),
      /a row can take/,
    ],
  ])('refuses %s with the numbers', (_name, work, message) => {
    const error = refusal(work);
    expect(error.code).toBe('PLAN_TOO_LARGE');
    expect(error.message).toMatch(message);
  });

  it('plans a thousand million rows and more without listing them', () => {
    const [table] = planOf({ a: 'sequence', b: 'double' }, 1e11).tables;
    expect(chunkCount(table!)).toBeLessThan(1_000_000);
  });
});

describe('estimateJob', () => {
  it('takes bytes from two samples: what a row takes, and what a part takes besides', () => {
    const plan = planOf({ a: 'uuid' }, 100_000, { chunk_rows: 10_000 });
    const estimate = estimateJob(plan, (_table, rows) => ({ bytes: 500 + rows * 16, seconds: rows * 1e-6 }));
    expect(estimate).toEqual({
      num_records: 100_000,
      bytes: 10 * 500 + 1_600_000,
      chunks: 10,
      files: 1,
      seconds: expect.closeTo(0.1),
    });
  });

  it('samples few rows where each needs a long group', () => {
    const columns = { x: 'double', ordered: { kind: 'sorted', of: 'x' } };
    const group_by = { layout: 'interleaved', groups: 100_000, steps: 10_000 };
    const { plan } = planJob(normaliseSpec({ tables: { t: { group_by, columns } } }, { seed: 1 }));
    const sampled: number[] = [];
    estimateJob(plan, (_table, rows) => {
      sampled.push(rows);
      return { bytes: 500 + rows * 16, seconds: rows * 1e-6 };
    });
    expect(sampled).toEqual([104, 52]);
  });

  it('takes bytes from the widths of types without a sample', () => {
    const estimate = estimateJob(planOf({ a: 'uuid', b: 'double' }, 1_000));
    expect(estimate).toEqual({ num_records: 1_000, bytes: 24_000, chunks: 1, files: 1, seconds: null });
  });

  it('knows a table without rows', () => {
    const estimate = estimateJob(planOf({ a: 'uuid' }, 0), () => ({ bytes: 120, seconds: 0 }));
    expect(estimate).toMatchObject({ num_records: 0, bytes: 120, chunks: 1, files: 1 });
  });

  it.each(['csv', 'json', 'jsonl', 'arrow'])('knows that %s is larger than packed Parquet', (format) => {
    const bytes = (name: string) =>
      estimateJob(planJob(normaliseSpec({ ...W1, output: { format: name } }, { seed: 1 })).plan).bytes;
    expect(bytes(format)).toBeGreaterThan(bytes('parquet'));
  });
});
