import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { fillCache } from '../../../scripts/engines/engine-cache.ts';
import { cachedFolder } from '../../../scripts/engines/found-engine.ts';

let cache: string;
beforeEach(() => {
  cache = mkdtempSync(join(tmpdir(), 'tabular-cache-'));
  vi.stubEnv('TABULAR_ENGINES', cache);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(cache, { recursive: true });
});

describe('fillCache', () => {
  it('shows nothing of a filling that failed', async () => {
    const fill = async (folder: string) => {
      await writeFile(join(folder, 'minio'), 'half');
      throw new Error('out of space');
    };
    await expect(fillCache('minio', fill)).rejects.toThrow('out of space');
    expect(readdirSync(cache)).toEqual([]);
  });

  it('replaces what is there by what is whole', async () => {
    await fillCache('minio', (folder) => writeFile(join(folder, 'old'), ''));
    await fillCache('minio', (folder) => writeFile(join(folder, 'minio'), 'new'));
    expect(readFileSync(join(cachedFolder('minio'), 'minio'), 'utf8')).toBe('new');
    expect(existsSync(join(cachedFolder('minio'), 'old'))).toBe(false);
    expect(readdirSync(cache)).toHaveLength(1);
  });
});
