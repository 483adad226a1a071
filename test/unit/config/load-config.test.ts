import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { CONFIG_SECTIONS, ENVIRONMENT_ALIASES, keysOf } from '../../../shared/config/config.ts';
import { loadConfig } from '../../../shared/config/load-config.ts';
import { VERSION } from '../../../shared/config/version.ts';

const cwd = mkdtempSync(join(tmpdir(), 'tabular-config-'));
afterAll(() => rmSync(cwd, { recursive: true }));

describe('loadConfig', () => {
  it('needs no file, and reads tabular.yaml where there is one', () => {
    expect(loadConfig({ env: {}, cwd }).config.server.port).toBe(8_000);
    writeFileSync(join(cwd, 'tabular.yaml'), 'server: { port: 9 }\n');
    expect(loadConfig({ env: {}, cwd }).config.server.port).toBe(9);
  });

  it('reads the file of the argument, or else of TABULAR_CONFIG', () => {
    writeFileSync(join(cwd, 'a.yaml'), 'server:\n  port: 1\n');
    writeFileSync(join(cwd, 'b.yaml'), 'server:\n  port: 2\n');
    expect(loadConfig({ env: { TABULAR_CONFIG: 'a.yaml' }, cwd }).config.server.port).toBe(1);
    expect(loadConfig({ env: { TABULAR_CONFIG: 'a.yaml' }, cwd, file: 'b.yaml' }).config.server.port).toBe(2);
  });

  it('refuses a file that is missing, broken or has a key twice', () => {
    expect(() => loadConfig({ env: {}, cwd, file: 'none.yaml' })).toThrow(/none\.yaml cannot be read/);
    writeFileSync(join(cwd, 'broken.yaml'), 'server: [\n');
    expect(() => loadConfig({ env: {}, cwd, file: 'broken.yaml' })).toThrow(/broken\.yaml/);
    writeFileSync(join(cwd, 'twice.yaml'), 'server: {}\nserver: {}\n');
    expect(() => loadConfig({ env: {}, cwd, file: 'twice.yaml' })).toThrow(/unique/);
  });
});

describe('docs/configuration.md', () => {
  it('explains every key and every short name, and no other', () => {
    const text = readFileSync('docs/configuration.md', 'utf8');
    const keys = CONFIG_SECTIONS.flatMap((section) => Object.keys(keysOf(section)).map((key) => `${section}.${key}`));
    const documented = [...text.matchAll(/^\| `([a-z]+\.[a-z0-9_]+)` \|/gm)].map(([, key]) => key);
    expect(documented.sort()).toEqual(keys.sort());
    for (const alias of Object.values(ENVIRONMENT_ALIASES)) expect(text).toContain(`\`${alias}\``);
  });
});

describe('VERSION', () => {
  it('is that of package.json', () => {
    expect(VERSION).toBe(JSON.parse(readFileSync('package.json', 'utf8')).version);
  });
});
