import { describe, expect, it } from 'vitest';
import { GENERATION_VERSION } from '../../../shared/contracts/plan.ts';
import { createMemoryObjectStore } from '../../../shared/objects/memory-object-store.ts';
import { writePart } from '../../../shared/workers/write-part.ts';

describe('writePart', () => {
  it('refuses a plan of another generation version before it makes a row', async () => {
    const objects = createMemoryObjectStore();
    const plan = {
      plan_version: 1,
      generation_version: GENERATION_VERSION + 1,
      spec_hash: 's',
      seed: 1,
      as_of: '',
      tables: [],
      output: { format: 'csv', compression: 'none', layout: 'file' },
    } as const;
    const range = { table: 0, chunk_index: 0, row_start: 0, row_end: 10 };
    const work = { tenantId: 't', jobId: 'j', planHash: 'p', range };
    const acquireEncoder = () => {
      throw new Error('no encoder may be asked for');
    };
    const written = writePart({ work, plan: { ...plan, tables: [] }, onPage() {} }, { objects, acquireEncoder });
    await expect(written).rejects.toMatchObject({ code: 'VERSION_NOT_SUPPORTED' });
    expect(await objects.list('t/')).toEqual([]);
  });
});
