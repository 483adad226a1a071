import { describe, expect, it } from 'vitest';
import { createProgramCache } from '../../../shared/generation/program-cache.ts';
import { planHash } from '../../../shared/planning/plan-hash.ts';
import { planJob } from '../../../shared/planning/plan-job.ts';
import { normaliseSpec } from '../../../shared/spec/normalise-spec.ts';
import { generatedValues, KERNELS } from '../../support/generated-values.ts';

function jobOf(kind: string) {
  const planned = planJob(normaliseSpec({ schema: { column: kind }, num_records: 100 }, { seed: 3 }));
  return { planned, hash: planHash(planned.plan) };
}

describe('the program cache', () => {
  it('gives the bound table itself when it is asked for again', () => {
    const cache = createProgramCache(KERNELS.wasm(), { entries: 2 });
    const { planned, hash } = jobOf('uuid');
    const bound = cache.acquire(hash, planned, 0);
    expect(cache.acquire(hash, planned, 0)).toBe(bound);
  });

  it('keeps the programs used last and binds them anew in the one memory', () => {
    const cache = createProgramCache(KERNELS.wasm(), { entries: 2 });
    const [a, b, c] = [jobOf('uuid'), jobOf('double'), jobOf('email')];
    const programs = [a, b, a, c].map(({ hash, planned }) => cache.acquire(hash, planned, 0).program);
    expect(programs[2]).toBe(programs[0]);
    expect(cache.acquire(a.hash, a.planned, 0).program).toBe(programs[0]);
    expect(cache.acquire(b.hash, b.planned, 0).program).not.toBe(programs[1]);
  });

  it('gives the same values before and after another table was bound', () => {
    const cache = createProgramCache(KERNELS.wasm(), { entries: 4 });
    const [a, b] = [jobOf('integer[1:1000]?'), jobOf('full_name')];
    const before = generatedValues(cache.acquire(a.hash, a.planned, 0), 0, 100);
    generatedValues(cache.acquire(b.hash, b.planned, 0), 0, 100);
    expect(generatedValues(cache.acquire(a.hash, a.planned, 0), 0, 100)).toEqual(before);
  });
});
