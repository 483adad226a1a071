import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';

/** Removes 700 MB of packages again, so it runs where a fresh installation is what is being tested. */
const isWanted = process.env['CI'] === 'true' || process.env['TABULAR_TEST_INSTALL'] === '1';

const checkout = mkdtempSync(path.join(tmpdir(), 'tabular-setup-'));
afterAll(() => rmSync(checkout, { recursive: true, force: true }));

describe('set-up', () => {
  it('does nothing when nothing changed', () => {
    spawnSync(process.execPath, ['scripts/setup.mjs']);
    const { status, stderr } = spawnSync(process.execPath, ['scripts/setup.mjs'], { encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 0, stderr: 'set-up: ready\n' });
  });

  it.skipIf(!isWanted)(
    'installs and builds a bare checkout from the npm cache without network (skipped unless CI=true or TABULAR_TEST_INSTALL=1: it writes 700 MB)',
    ({ skip }) => {
      copyTrackedFiles(checkout);
      const { status, stderr } = spawnSync(process.execPath, ['scripts/setup.mjs'], {
        cwd: checkout,
        encoding: 'utf8',
        env: { ...process.env, TABULAR_OFFLINE: '1' },
      });
      if (/ENOTCACHED/.test(stderr)) skip('the npm cache does not hold every package of the lock file');
      expect(stderr).toContain('set-up: installing packages (npm ci)');
      expect(status, stderr).toBe(0);
      expect(existsSync(path.join(checkout, 'dist/database.image'))).toBe(true);
      const version = execFileSync('node_modules/.bin/node', ['scripts/tabular/bin.mjs', 'version'], { cwd: checkout });
      expect(version.toString()).toMatch(/^tabular \d/);
    },
  );

  it('names the remedy when the local Node is missing', () => {
    const bare = path.join(checkout, 'bare');
    cpSync('scripts', path.join(bare, 'scripts'), { recursive: true });
    cpSync('package-lock.json', path.join(bare, 'package-lock.json'));
    // An installation that npm finished, but without its optional packages.
    cpSync('node_modules/.package-lock.json', path.join(bare, 'node_modules/.package-lock.json'));
    const { status, stderr } = spawnSync(process.execPath, ['scripts/setup.mjs'], { cwd: bare, encoding: 'utf8' });
    expect(status).toBe(1);
    expect(stderr).toMatch(/node_modules\/\.bin\/node is not Node 26 .*run "npm ci --include=optional"/);
  });
});

function copyTrackedFiles(target: string): void {
  const files = execFileSync('git', ['ls-files', '-z'], { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  for (const file of files.split('\0').filter((name) => name !== '' && existsSync(name)))
    cpSync(file, path.join(target, file), { recursive: true });
}
