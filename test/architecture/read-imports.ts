import { builtinModules } from 'node:module';
import path from 'node:path';
import { readText, roomOf } from './source-files.ts';

export interface Import {
  readonly file: string;
  readonly room: string;
  /** A room, `functions/<name>`, `scripts`, `test`, or a package name. */
  readonly target: string;
  /** The imported file, when it is one of ours. */
  readonly targetFile: string | undefined;
  readonly isTypeOnly: boolean;
}

const STATIC_IMPORT = /^(?:import|export)\s+(type\s)?(?:[^'"`;]*?\sfrom\s+)?['"]([^'"]+)['"]/gm;

const DYNAMIC_IMPORT = /(?<![.\w])import\(\s*()'([^']+)'/g;

/** Every import and re-export of a file, read by regular expression: formatted code has one shape. */
export function readImports(file: string): Import[] {
  const text = readText(file);
  const found = [...text.matchAll(STATIC_IMPORT), ...text.matchAll(DYNAMIC_IMPORT)];
  return found.map(([, typeKeyword, specifier]) => {
    const isTypeOnly = Boolean(typeKeyword);
    if (!specifier!.startsWith('.'))
      return { file, room: roomOf(file), target: packageOf(specifier!), targetFile: undefined, isTypeOnly };
    const targetFile = path.posix.join(path.posix.dirname(file), specifier!);
    return { file, room: roomOf(file), target: roomOf(targetFile), targetFile, isTypeOnly };
  });
}

function packageOf(specifier: string): string {
  if (specifier.startsWith('node:') || builtinModules.includes(specifier)) return specifier;
  const [scope = '', name = ''] = specifier.split('/');
  return scope.startsWith('@') ? `${scope}/${name}` : scope;
}

/** Whether a row of the import table covers this import. */
export function isAllowed({ target, isTypeOnly }: Import, row: readonly string[]): boolean {
  if (row.includes(target)) return true;
  if (target.startsWith('node:') && row.includes('node:*')) return true;
  return isTypeOnly && row.includes(`${target}(types)`);
}
