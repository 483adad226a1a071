import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { cachedFolder, type EngineSource } from '../../../scripts/engines/found-engine.ts';
import { buildSourceArchive } from '../../../scripts/engines/go-program.ts';
import { obtainEngine, obtainEngines, type SlowSource } from '../../../scripts/engines/obtain-engine.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tabular-obtain-'));
  vi.stubEnv('TABULAR_ENGINES', folder);
  vi.stubEnv('PATH', '');
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

const failing: SlowSource = {
  source: 'Debian package',
  has: () => true,
  obtain: () => Promise.reject(new Error('only root can')),
};
const building: SlowSource = {
  source: 'go install',
  has: () => true,
  async obtain(name) {
    mkdirSync(cachedFolder(name), { recursive: true });
    writeFileSync(join(cachedFolder(name), name), '', { mode: 0o755 });
  },
};

describe('obtainEngine', () => {
  it('takes the first source that works, and tries none after it', async () => {
    const tried: EngineSource[] = [];
    const unneeded: SlowSource = { ...failing, source: 'container' };
    const sources = [failing, building, unneeded];
    const found = await obtainEngine('minio', { sources, onSource: (source) => tried.push(source) });
    expect(found).toMatchObject({ source: 'go install', folder: cachedFolder('minio') });
    expect(tried).toEqual(['Debian package', 'go install']);
  });

  it('builds nothing that is here already', async () => {
    await building.obtain('minio');
    expect(await obtainEngine('minio', { sources: [failing] })).toMatchObject({ folder: cachedFolder('minio') });
  });

  it('names every way and why it failed', async () => {
    const empty: SlowSource = { ...building, obtain: () => Promise.resolve() };
    await expect(obtainEngine('minio', { sources: [failing, empty] })).rejects.toThrow(
      'minio is not to be had: not on PATH; Debian package: only root can; go install: it does not hold minio',
    );
  });

  it('passes by the ways that the catalogue does not name', async () => {
    const sources = [{ ...failing, has: () => false }];
    await expect(obtainEngine('minio', { sources })).rejects.toThrow('minio is not to be had: not on PATH; ');
  });
});

describe('obtainEngines', () => {
  it('goes on after an engine that cannot be had', async () => {
    await building.obtain('versitygw');
    vi.stubEnv('TABULAR_ENGINE_SOURCES', '');
    const problems = await obtainEngines(['of-watchdog', 'versitygw'], () => undefined);
    expect(problems).toEqual([expect.stringContaining('TABULAR_ENGINE_SOURCES names no folder')]);
  });
});

describe('buildSourceArchive', () => {
  it('refuses an archive with other bytes than the pinned ones', async () => {
    writeFileSync(join(folder, 'of-watchdog-0.11.6.tar.xz'), 'other bytes');
    vi.stubEnv('TABULAR_ENGINE_SOURCES', folder);
    await expect(buildSourceArchive('of-watchdog')).rejects.toThrow(/has SHA-256 [0-9a-f]{64}, not 3f010c14/);
  });
});
