import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { ENGINES, type EngineName } from './engine-catalogue.ts';

/** How an engine's programs came here. */
export type EngineSource = 'PATH' | 'npm package' | 'Debian package' | 'go install' | 'source archive' | 'container';

/** An engine whose programs are on this machine. */
export interface FoundEngine {
  readonly name: EngineName;
  readonly source: EngineSource;
  /** Where its programs lie; inside the container where there is one: '' for its PATH. */
  readonly folder: string;
  /** Variables that its programs need, such as the folder of their libraries. */
  readonly env: Readonly<Record<string, string>>;
  /** The folder that must be copied where another user has to run the programs and may not enter it. */
  readonly root?: string;
  readonly container?: EngineContainer;
}

/** A client such as docker that runs a container, and the image to run. */
export interface EngineContainer {
  readonly client: string;
  readonly image: string;
}

/** Folder of what was built or unpacked for all checkouts of this user: TABULAR_ENGINES, or below ~/.cache. */
export function engineCache(): string {
  return resolve(process.env['TABULAR_ENGINES'] || join(homedir(), '.cache/tabular-engines'));
}

/** Where the cache keeps one engine of the pinned version. */
export function cachedFolder(name: EngineName): string {
  return join(engineCache(), `${name}-${ENGINES[name].version}`);
}

/** Where the cache notes that an engine's image was pulled. */
export function containerFile(name: EngineName): string {
  return join(cachedFolder(name), 'container.json');
}

/**
 * The first source that has the engine without building or downloading: PATH, npm, an installed Debian package, the
 * cache; undefined where none has. Runs `--version` of programs on PATH.
 */
export function findEngine(name: EngineName): FoundEngine | undefined {
  return findOnPath(name) ?? findInPackages(name) ?? findInstalledDebian(name) ?? findCached(name);
}

function findOnPath(name: EngineName): FoundEngine | undefined {
  const { programs, versionOnPath } = ENGINES[name];
  const folder = (process.env['PATH'] ?? '').split(delimiter).find((entry) => holds(entry, programs));
  if (folder === undefined) return undefined;
  if (versionOnPath !== undefined && !versionOnPath.test(versionOf(join(folder, programs[0])))) return undefined;
  return { name, source: 'PATH', folder, env: {} };
}

function findInPackages(name: EngineName): FoundEngine | undefined {
  const { npmPackage, programs } = ENGINES[name];
  if (npmPackage === undefined) return undefined;
  const root = resolve('node_modules', npmPackage, 'native');
  const folder = join(root, 'bin');
  return holds(folder, programs) ? { name, source: 'npm package', folder, env: {}, root } : undefined;
}

/** Debian keeps the programs of one PostgreSQL version in a folder that is not on PATH. */
function findInstalledDebian(name: EngineName): FoundEngine | undefined {
  const { debian, programs } = ENGINES[name];
  if (debian === undefined || debian.folder === 'usr/bin') return undefined;
  const folder = join('/', debian.folder);
  return holds(folder, programs) ? { name, source: 'Debian package', folder, env: {} } : undefined;
}

function findCached(name: EngineName): FoundEngine | undefined {
  const { debian, goPackage, programs } = ENGINES[name];
  const root = cachedFolder(name);
  if (existsSync(containerFile(name))) {
    const container = JSON.parse(readFileSync(containerFile(name), 'utf8')) as EngineContainer;
    return { name, source: 'container', folder: '', env: {}, container };
  }
  if (debian !== undefined) {
    const folder = join(root, debian.folder);
    const env = { LD_LIBRARY_PATH: libraryFolders(root).join(delimiter) };
    return holds(folder, programs) ? { name, source: 'Debian package', folder, env, root } : undefined;
  }
  const source = goPackage === undefined ? 'source archive' : 'go install';
  return holds(root, programs) ? { name, source, folder: root, env: {}, root } : undefined;
}

/** Debian's library folders of any processor below an unpacked package. */
function libraryFolders(root: string): string[] {
  const triplet = { x64: 'x86_64-linux-gnu', arm64: 'aarch64-linux-gnu' }[process.arch as string];
  const folders = triplet === undefined ? [] : [join(root, 'usr/lib', triplet), join(root, 'lib', triplet)];
  return folders.filter((folder) => existsSync(folder));
}

function holds(folder: string, programs: readonly string[]): boolean {
  return folder !== '' && programs.every((program) => isExecutable(join(folder, program)));
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function versionOf(program: string): string {
  return spawnSync(program, ['--version'], { encoding: 'utf8', timeout: 10_000 }).stdout ?? '';
}
