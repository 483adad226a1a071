import { type Dirent, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Issue } from '../errors/app-error.ts';
import { ENVIRONMENT_ALIASES, environmentName, SECRET_KEYS } from './config.ts';

/** Where OpenFaaS puts secrets, and Knative's volumes as we render them; TABULAR_SECRETS_DIR names another folder. */
const SECRETS_FOLDER = '/var/openfaas/secrets';
const SECRET_BYTES_MAX = 64 * 1024;

export interface FoundSecret {
  readonly value: string;
  readonly origin: string;
}

/** Secrets that lie in files, by `section.key`, and what was wrong with files that should have held one. */
export interface FoundSecrets {
  readonly values: ReadonlyMap<string, FoundSecret>;
  readonly issues: readonly Issue[];
}

export const NO_SECRETS: FoundSecrets = { values: new Map(), issues: [] };

/** The environment names of a key, the one that wins first. */
export function environmentNames(path: string): string[] {
  const [section = '', key = ''] = path.split('.');
  const alias = ENVIRONMENT_ALIASES[path];
  const name = environmentName(section, key);
  return alias === undefined ? [name] : [name, alias];
}

/**
 * Reads every secret key that has a file: the one that `<NAME>_FILE` names, or one in the folder of secrets called like
 * the environment variable (`TABULAR_API_KEY`, or `tabular-api-key` as platforms want names). A folder in the place of
 * the file is taken when it holds one file. Line ends at the end are no part of the secret. Never throws: what cannot
 * be read is an issue, which names the path.
 */
export function readSecrets(env: Readonly<Record<string, string | undefined>>, cwd: string): FoundSecrets {
  const named = env['TABULAR_SECRETS_DIR'] || undefined;
  const folder = resolve(cwd, named ?? SECRETS_FOLDER);
  const values = new Map<string, FoundSecret>();
  const issues: Issue[] = [];
  if (named !== undefined && !isFolder(folder)) issues.push(unreadable('TABULAR_SECRETS_DIR', folder, 'is no folder'));
  for (const path of SECRET_KEYS) {
    const place = findPlace(path, { env, cwd, folder });
    if (place === undefined) continue;
    const read = readPlace(place.file);
    if ('value' in read) values.set(path, { value: read.value, origin: `file ${read.file}` });
    else issues.push(unreadable(place.name, place.file, read.reason));
  }
  return { values, issues };
}

interface Place {
  /** What the issue is filed under. */
  readonly name: string;
  readonly file: string;
}

function findPlace(
  path: string,
  where: { readonly env: Readonly<Record<string, string | undefined>>; readonly cwd: string; readonly folder: string },
): Place | undefined {
  const names = environmentNames(path);
  for (const name of names) {
    const given = where.env[`${name}_FILE`];
    if (given !== undefined && given !== '') return { name: `${name}_FILE`, file: resolve(where.cwd, given) };
  }
  for (const name of names.flatMap((name) => [name, name.toLowerCase().replaceAll('_', '-')])) {
    const file = join(where.folder, name);
    if (statSync(file, { throwIfNoEntry: false }) !== undefined) return { name: path, file };
  }
  return undefined;
}

type ReadPlace = { readonly value: string; readonly file: string } | { readonly reason: string };

function readPlace(place: string): ReadPlace {
  try {
    const file = isFolder(place) ? onlyFileOf(place) : place;
    if (file === undefined) return { reason: 'is a folder, and does not hold exactly one file' };
    if (statSync(file).size > SECRET_BYTES_MAX) return { reason: `is larger than ${SECRET_BYTES_MAX} bytes` };
    const value = readFileSync(file, 'utf8').replace(/[\r\n]+$/, '');
    return value === '' ? { reason: 'is empty' } : { value, file };
  } catch (error) {
    return { reason: `cannot be read (${(error as NodeJS.ErrnoException).code}); check the path and its permissions` };
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/** Volumes of Kubernetes hold hidden folders beside the keys, which are links. */
function onlyFileOf(folder: string): string | undefined {
  const isVisible = ({ name }: Dirent) => !name.startsWith('.');
  const [first, ...others] = readdirSync(folder, { withFileTypes: true }).filter(isVisible);
  return first === undefined || others.length > 0 ? undefined : join(folder, first.name);
}

function unreadable(path: string, file: string, reason: string): Issue {
  return { path, code: 'unreadable', message: `${file} ${reason}` };
}
