import { describe, expect, it } from 'vitest';
import { requireSpace } from '../../../shared/objects/require-space.ts';

const withFree = (bytes: number | undefined) => ({ freeBytes: async () => bytes });

describe('admission by space', () => {
  it('refuses what needs more than is free, naming both numbers', async () => {
    const refusal = { code: 'STORAGE_FULL', message: expect.stringMatching(/2100 bytes.*2099 are free/) };
    await expect(requireSpace(withFree(2_099), 1_000)).rejects.toMatchObject(refusal);
    await requireSpace(withFree(2_100), 1_000);
  });

  it('lets everything through where the store cannot tell', async () => {
    await requireSpace(withFree(undefined), 1e18);
  });
});
