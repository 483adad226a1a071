import { pullContainerImage } from './container-image.ts';
import { unpackDebianPackage } from './debian-package.ts';
import { ENGINES, type EngineName, type EngineOrigin } from './engine-catalogue.ts';
import { type EngineSource, type FoundEngine, findEngine } from './found-engine.ts';
import { buildSourceArchive, installGoProgram } from './go-program.ts';

/** A way to get what is not on this machine yet: into the cache, where `findEngine` looks. */
export interface SlowSource {
  readonly source: EngineSource;
  /** Whether the catalogue names this way for an engine. */
  has(origin: EngineOrigin): boolean;
  obtain(name: EngineName): Promise<void>;
}

/** In the order of trying. */
export const SLOW_SOURCES: readonly SlowSource[] = [
  { source: 'Debian package', has: ({ debian }) => debian !== undefined, obtain: unpackDebianPackage },
  { source: 'go install', has: ({ goPackage }) => goPackage !== undefined, obtain: installGoProgram },
  { source: 'source archive', has: ({ archive }) => archive !== undefined, obtain: buildSourceArchive },
  { source: 'container', has: ({ image }) => image !== undefined, obtain: pullContainerImage },
];

export interface ObtainOptions {
  /** Told before each way that takes time. */
  readonly onSource?: (source: EngineSource) => void;
  readonly sources?: readonly SlowSource[];
}

/** Finds an engine, or gets it from the first source that works. Throws an Error that names every way and why not. */
export async function obtainEngine(name: EngineName, options: ObtainOptions = {}): Promise<FoundEngine> {
  const problems = ENGINES[name].npmPackage === undefined ? [] : [`npm package ${ENGINES[name].npmPackage} is missing`];
  let found = findEngine(name);
  for (const { source, has, obtain } of options.sources ?? SLOW_SOURCES) {
    if (found !== undefined) return found;
    if (!has(ENGINES[name])) continue;
    options.onSource?.(source);
    try {
      await obtain(name);
      found = findEngine(name);
      if (found === undefined) problems.push(`${source}: it does not hold ${ENGINES[name].programs.join(' and ')}`);
    } catch (error) {
      problems.push(`${source}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  if (found !== undefined) return found;
  throw new Error(`${name} is not to be had: not on PATH; ${problems.join('; ')}`);
}

/** Gets several engines one after the other, saying where each came from; answers why some are missing. */
export async function obtainEngines(names: readonly EngineName[], say: (line: string) => void): Promise<string[]> {
  const problems: string[] = [];
  for (const name of names)
    try {
      const { source, folder } = await obtainEngine(name, { onSource: (way) => say(`${name}: trying ${way} …`) });
      say(`${name}: ${source}${folder === '' ? '' : `, ${folder}`}`);
    } catch (error) {
      problems.push(error instanceof Error ? error.message : String(error));
      say(problems.at(-1)!);
    }
  return problems;
}
