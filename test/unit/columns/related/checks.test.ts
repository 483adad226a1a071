import { describe, expect, it } from 'vitest';
import { type PlacedKey, replaceKeys } from '../../../../shared/columns/stream-scope.ts';
import type { AppError } from '../../../../shared/errors/app-error.ts';
import { bindTable } from '../../../../shared/generation/bind-table.ts';
import { compileTable } from '../../../../shared/generation/compile-table.ts';
import { KernelSession } from '../../../../shared/kernels/kernel-session.ts';
import { planJob } from '../../../../shared/planning/plan-job.ts';
import { normaliseSpec } from '../../../../shared/spec/normalise-spec.ts';
import { bindSpec, generatedValues, KERNELS } from '../../../support/generated-values.ts';

const SCHEMA = {
  id: 'sequence',
  code: { kind: 'integer', min: 0, max: 99_999, unique: true },
  a: 'integer[0:9]',
  b: 'integer[0:9]',
  text: { kind: 'derived', expression: "repeat('x', a) || cast(b as text)" },
  half: { kind: 'derived', expression: '1 / (a - 5)' },
};
const CHECKS = [{ name: 'order', check: 'a < b' }, 'length(text) > 2 + id % 2 and code + b > 0', 'half > -1'];

const document = (checks: unknown, rows = 9_000) => ({ schema: SCHEMA, num_records: rows, checks });

describe('checks', () => {
  it('hold for every row, NULL counting as true', () => {
    const [ids, , as, bs, texts, halves] = generatedValues(bindSpec(document(CHECKS)), 0, 9_000) as unknown[][];
    let nulls = 0;
    const broken = ids!.filter((id, row) => {
      const [a, b, text, half] = [as![row], bs![row], texts![row], halves![row]] as [number, number, string, number];
      nulls += half === null ? 1 : 0;
      const holds = a < b && text.length > 2 + (Number(id) % 2) && (half === null || half > -1);
      return !holds || text !== 'x'.repeat(a) + b;
    });
    expect(broken).toEqual([]);
    expect(nulls).toBeGreaterThan(100);
  });

  it('know the number of the row in formulas and templates that are made anew', () => {
    const schema = {
      a: 'integer[0:9]',
      text: { kind: 'template', template: '{row:05}-{a}' },
      formula: { kind: 'derived', expression: "lpad(cast(row as text), 5, '0') || '-' || cast(a as text)" },
    };
    const checks = ["right(text, 1) < '4'", "formula <> 'x' and row % 2 = a % 2"];
    const [as, texts, formulas] = generatedValues(bindSpec({ schema, num_records: 9_000, checks }), 4_000, 5_000);
    expect(texts).toEqual(as!.map((a, index) => `0${4_000 + index}-${a}`));
    expect(formulas).toEqual(texts);
    expect(as).toEqual(as!.map((a, index) => (Number(a) % 2 === index % 2 && Number(a) < 4 ? a : 'refused')));
  });

  it('never change sequences and unique columns', () => {
    const [id, code] = generatedValues(bindSpec(document(CHECKS)), 0, 9_000);
    const [freeId, freeCode] = generatedValues(bindSpec(document([])), 0, 9_000);
    expect(id).toEqual(freeId);
    expect(code).toEqual(freeCode);
  });

  it('come before nulls: a null hides a value that holds', () => {
    const a = { kind: 'integer', min: 0, max: 9, null_rate: 0.5 };
    const b = { kind: 'integer', min: 0, max: 9, null_when: 'b > 4 or a = 0' };
    const bound = bindSpec({ schema: { a, b }, num_records: 4_000, checks: ['a < b'] });
    const [as, bs] = generatedValues(bound, 0, 4_000);
    expect(as!.filter((value) => value === null).length).toBeGreaterThan(1_800);
    for (const [row, value] of bs!.entries()) {
      if (value !== null) expect(Number(value)).toBeLessThanOrEqual(4);
      if (as![row] === 0) expect(value).toBeNull();
      if (as![row] !== null && value !== null) expect(Number(as![row])).toBeLessThan(Number(value));
    }
  });

  it('that no draw satisfies name check and row, and leave the table as it was', () => {
    const schema = { id: 'sequence', a: 'integer[0:9]' };
    const impossible = { schema, num_records: 100_000, checks: [{ name: 'small', check: 'a < 5 and id <> 30000' }] };
    const bound = bindSpec(impossible);
    const before = generatedValues(bound, 0, 5_000);
    const refusal = (): AppError => {
      try {
        generatedValues(bound, 29_990, 30_010);
      } catch (thrown) {
        return thrown as AppError;
      }
      throw new Error('the check was satisfied');
    };
    const { code, message } = refusal();
    expect([code, message]).toEqual([
      'CHECK_UNSATISFIABLE',
      'data, row 30000: none of 100000 draws satisfies the check "small"; widen the columns that it reads',
    ]);
    expect(generatedValues(bound, 0, 5_000)).toEqual(before);
  });

  it('are kept under every seed that a bound table is given', () => {
    const plans = [1, 2].map((seed) => planJob(normaliseSpec({ ...document(CHECKS), seed }, { seed })).plan);
    const placed: PlacedKey[] = [];
    const session = new KernelSession(KERNELS.wasm());
    const bound = bindTable(compileTable(plans[0]!, 0, { onKey: (key) => placed.push(key) }), session);
    const first = generatedValues(bound, 0, 5_000);
    for (const [index, seed] of [2, 1].entries()) {
      replaceKeys(session, placed, { scope: { seed, generationVersion: plans[0]!.generation_version } });
      const fresh = bindTable(compileTable(plans[1 - index]!, 0), new KernelSession(KERNELS.wasm()));
      expect(generatedValues(bound, 0, 5_000)).toEqual(generatedValues(fresh, 0, 5_000));
    }
    expect(generatedValues(bound, 0, 5_000)).toEqual(first);
  });

  it('count draws and refusals whatever pages rows come in', () => {
    const counts = (rows: number) => {
      const bound = bindSpec(document(CHECKS));
      const sums = new Map<string, [number, number]>();
      for (let row = 0; row < 9_000; row += rows) {
        generatedValues(bound, row, Math.min(row + rows, 9_000));
        for (const { name, draws, rejections } of bound.takeCheckCounts!()) {
          const [drawsSum, rejectionsSum] = sums.get(name) ?? [0, 0];
          sums.set(name, [drawsSum + draws, rejectionsSum + rejections]);
        }
      }
      return Object.fromEntries(sums);
    };
    const whole = counts(9_000);
    expect(counts(1_777)).toEqual(whole);
    expect(counts(64)).toEqual(whole);
    const [draws, rejections] = whole['order']!;
    // 55 of 100 pairs are out of order before the other checks have their say, which accept most of the others.
    expect(rejections / draws).toBeGreaterThan(0.5);
    expect(rejections / draws).toBeLessThan(0.6);
    expect(bindSpec(document([])).takeCheckCounts).toBeUndefined();
  });

  it('of columns that nothing joins are drawn apart', () => {
    const alone = { schema: SCHEMA, num_records: 5_000, checks: ['a > 7'] };
    const both = { schema: SCHEMA, num_records: 5_000, checks: ['a > 7', 'b < 2'] };
    expect(generatedValues(bindSpec(both), 0, 5_000)[2]).toEqual(generatedValues(bindSpec(alone), 0, 5_000)[2]);
  });
});
