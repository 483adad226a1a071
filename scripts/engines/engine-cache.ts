import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { EngineName } from './engine-catalogue.ts';
import { cachedFolder, engineCache } from './found-engine.ts';

const ABANDONED_MS = 60 * 60_000;

/**
 * Fills an engine's folder in the cache: `fill` writes into an empty folder beside it, which gets the name when all is
 * there. Two processes that fill at once do the work twice, and either result is whole.
 */
export async function fillCache(name: EngineName, fill: (folder: string) => Promise<void>): Promise<void> {
  await mkdir(engineCache(), { recursive: true, mode: 0o700 });
  await removeAbandoned(name);
  const folder = await mkdtemp(join(engineCache(), `.${name}-`));
  try {
    await fill(folder);
    await replaceFolder(folder, cachedFolder(name));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What a killed process began; a living one takes less time. */
async function removeAbandoned(name: EngineName): Promise<void> {
  const started = (await readdir(engineCache())).filter((entry) => entry.startsWith(`.${name}-`));
  for (const entry of started) {
    const folder = join(engineCache(), entry);
    const status = await stat(folder).catch(() => undefined);
    if (status !== undefined && Date.now() - status.mtimeMs > ABANDONED_MS)
      await rm(folder, { recursive: true, force: true });
  }
}

async function replaceFolder(folder: string, target: string): Promise<void> {
  try {
    await rename(folder, target);
  } catch (error) {
    if (!existsSync(target)) throw error;
    // Filled by another process meanwhile, or incomplete from an older way of filling it.
    await rename(target, `${folder}-old`);
    await rename(folder, target);
    await rm(`${folder}-old`, { recursive: true, force: true });
  }
}
