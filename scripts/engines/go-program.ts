import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fillCache } from './engine-cache.ts';
import { ENGINES, type EngineName } from './engine-catalogue.ts';
import { runStep } from './run-step.ts';

const GO_MINOR_MIN = 26;
/** Static programs without symbol tables; a newer Go is never downloaded behind the user's back. */
const GO_ENVIRONMENT = { CGO_ENABLED: '0', GOTOOLCHAIN: 'local' };
const LINKING = '-ldflags=-s -w';

/** Builds an engine's pinned module version into the cache. Throws an Error that says why not. */
export async function installGoProgram(name: EngineName): Promise<void> {
  const { goPackage, version, programs } = ENGINES[name];
  await requireGo();
  await fillCache(name, async (folder) => {
    const env = { ...GO_ENVIRONMENT, GOBIN: folder };
    await runStep(['go', 'install', '-trimpath', LINKING, `${goPackage}@${version}`], { env });
    const built = join(folder, basename(goPackage!));
    const wanted = join(folder, programs[0]);
    if (built !== wanted) await rename(built, wanted);
  });
}

/** Builds an engine from its source archive into the cache, from the packages inside. Throws an Error that says why not. */
export async function buildSourceArchive(name: EngineName): Promise<void> {
  const { archive, programs, version } = ENGINES[name];
  const sources = process.env['TABULAR_ENGINE_SOURCES'];
  if (!sources) throw new Error(`TABULAR_ENGINE_SOURCES names no folder with ${archive!.file}`);
  const file = join(sources, archive!.file);
  if (!existsSync(file)) throw new Error(`TABULAR_ENGINE_SOURCES has no ${archive!.file}`);
  const digest = createHash('sha256')
    .update(await readFile(file))
    .digest('hex');
  if (digest !== archive!.sha256) throw new Error(`${archive!.file} has SHA-256 ${digest}, not ${archive!.sha256}`);
  await requireGo();
  const unpacked = await mkdtemp(join(tmpdir(), 'tabular-source-'));
  try {
    await runStep(['tar', '-xJf', file, '-C', unpacked]);
    const [top] = await readdir(unpacked);
    await fillCache(name, async (folder) => {
      const linking = `${LINKING} -X main.Version=${version}`;
      const command = ['go', 'build', '-mod=vendor', '-trimpath', linking, '-o', join(folder, programs[0]), '.'];
      await runStep(command, { cwd: join(unpacked, top!), env: GO_ENVIRONMENT });
    });
  } finally {
    await rm(unpacked, { recursive: true, force: true });
  }
}

async function requireGo(): Promise<void> {
  const version = await runStep(['go', 'env', 'GOVERSION'], { env: { GOTOOLCHAIN: 'local' } }).catch(() => '');
  const minor = /^go1\.(\d+)/.exec(version.trim())?.[1];
  if (minor === undefined) throw new Error(`Go is not on PATH: 1.${GO_MINOR_MIN} or newer builds it`);
  if (Number(minor) < GO_MINOR_MIN) throw new Error(`Go is ${version.trim()}: 1.${GO_MINOR_MIN} or newer builds it`);
}
