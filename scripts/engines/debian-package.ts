import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fillCache } from './engine-cache.ts';
import { ENGINES, type EngineName } from './engine-catalogue.ts';
import { runStep } from './run-step.ts';

/**
 * Downloads an engine's Debian package with what it needs beyond the installed system, and unpacks all of it into the
 * cache. Nothing is installed: no system service, user or cluster comes of it. Throws an Error that says why not.
 */
export async function unpackDebianPackage(name: EngineName): Promise<void> {
  const { packageName } = ENGINES[name].debian!;
  if (process.getuid?.() !== 0) throw new Error(`only root can ask apt-get for ${packageName}`);
  const downloads = await mkdtemp(join(tmpdir(), 'tabular-packages-'));
  try {
    await download(packageName, downloads);
    const files = (await readdir(downloads)).filter((file) => file.endsWith('.deb'));
    if (files.length === 0) throw new Error(`apt-get downloaded nothing for ${packageName}: it is installed already`);
    await fillCache(name, async (folder) => {
      for (const file of files) await runStep(['dpkg-deb', '--extract', join(downloads, file), folder]);
    });
  } finally {
    await rm(downloads, { recursive: true, force: true });
  }
}

/** A machine that never fetched Debian's lists knows no package: they are fetched then. */
async function download(packageName: string, folder: string): Promise<void> {
  const options = ['--yes', '--no-install-recommends', '-o', `Dir::Cache::archives=${folder}`];
  const waiting = ['-o', 'DPkg::Lock::Timeout=120'];
  const command = ['apt-get', 'install', '--download-only', ...options, ...waiting, packageName];
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  try {
    await runStep(command, { env });
  } catch {
    await runStep(['apt-get', 'update', ...waiting], { env });
    await runStep(command, { env });
  }
}
