import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { cachedFolder, containerFile, findEngine } from '../../../scripts/engines/found-engine.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tabular-found-'));
  vi.stubEnv('TABULAR_ENGINES', join(folder, 'cache'));
  vi.stubEnv('PATH', join(folder, 'bin'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

/** A program that answers `--version` with one line. */
function placeProgram(file: string, version = ''): void {
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, `#!/bin/sh\necho '${version}'\n`, { mode: 0o755 });
}

describe('findEngine', () => {
  it('finds nothing where nothing is', () => {
    expect(findEngine('redis')).toBeUndefined();
  });

  it('takes a program on PATH before one in the cache', () => {
    placeProgram(join(cachedFolder('versitygw'), 'versitygw'));
    expect(findEngine('versitygw')).toMatchObject({ source: 'go install', folder: cachedFolder('versitygw') });
    placeProgram(join(folder, 'bin/versitygw'));
    expect(findEngine('versitygw')).toMatchObject({ source: 'PATH', folder: join(folder, 'bin') });
  });

  it('passes by a program on PATH of another version', () => {
    placeProgram(join(folder, 'bin/redis-server'), 'Redis server v=4.0.9 sha=00000000:0');
    expect(findEngine('redis')).toBeUndefined();
    placeProgram(join(folder, 'bin/redis-server'), 'Redis server v=7.0.15 sha=00000000:0');
    expect(findEngine('redis')?.source).toBe('PATH');
  });

  it('wants every program of an engine in one folder', () => {
    placeProgram(join(folder, 'bin/postgres'), 'postgres (PostgreSQL) 18.4');
    expect(findEngine('postgres')?.source).not.toBe('PATH');
    placeProgram(join(folder, 'bin/initdb'));
    expect(findEngine('postgres')?.source).toBe('PATH');
  });

  it('gives an unpacked Debian package the libraries that came with it', () => {
    const root = cachedFolder('redis');
    placeProgram(join(root, 'usr/bin/redis-server'));
    const triplet = process.arch === 'arm64' ? 'aarch64-linux-gnu' : 'x86_64-linux-gnu';
    const libraries = join(root, 'usr/lib', triplet);
    mkdirSync(libraries, { recursive: true });
    expect(findEngine('redis')).toMatchObject({ source: 'Debian package', env: { LD_LIBRARY_PATH: libraries } });
  });

  it('remembers the container image that was pulled', () => {
    mkdirSync(cachedFolder('redis'), { recursive: true });
    writeFileSync(containerFile('redis'), JSON.stringify({ client: 'docker', image: 'redis:7.0.15' }));
    expect(findEngine('redis')).toMatchObject({ source: 'container', container: { image: 'redis:7.0.15' } });
  });
});
