import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseDocument } from 'yaml';
import { AppError } from '../errors/app-error.ts';
import { readSecrets } from './read-secrets.ts';
import { type ConfigFile, type Environment, type ResolvedConfig, resolveConfig } from './resolve-config.ts';

/** Read when neither an argument nor TABULAR_CONFIG names a file; it may be missing. */
export const DEFAULT_CONFIG_FILE = 'tabular.yaml';

export interface ConfigSource {
  /** Path of the file, relative to `cwd`; it must exist. */
  readonly file?: string;
  readonly env: Environment;
  readonly cwd: string;
}

/** Defaults < file < environment < files of secrets. Throws INVALID_CONFIG with every problem listed. */
export function loadConfig({ file, env, cwd }: ConfigSource): ResolvedConfig {
  const name = file ?? (env['TABULAR_CONFIG'] || undefined);
  const secrets = readSecrets(env, cwd);
  if (name !== undefined) return resolveConfig(env, readConfigFile(name, cwd), secrets);
  const isThere = existsSync(resolve(cwd, DEFAULT_CONFIG_FILE));
  return resolveConfig(env, isThere ? readConfigFile(DEFAULT_CONFIG_FILE, cwd) : undefined, secrets);
}

function readConfigFile(name: string, cwd: string): ConfigFile {
  return { name, content: parseYaml(name, readText(name, cwd)) };
}

function readText(name: string, cwd: string): string {
  try {
    return readFileSync(resolve(cwd, name), 'utf8');
  } catch (cause) {
    throw unreadable(name, 'cannot be read; check the path and its permissions', cause);
  }
}

function parseYaml(name: string, text: string): unknown {
  const document = parseDocument(text, { prettyErrors: true });
  const [first] = document.errors;
  if (first !== undefined) throw unreadable(name, `is not YAML: ${reasonOf(first.message)}`, first);
  return document.toJS({ maxAliasCount: 100 });
}

/** The first line; the others repeat the text. */
function reasonOf(message: string): string {
  return (message.split('\n')[0] ?? message).replace(/:$/, '');
}

function unreadable(name: string, reason: string, cause: unknown): AppError {
  const issues = [{ path: name, code: 'unreadable', message: reason }];
  return new AppError('INVALID_CONFIG', `the configuration file ${name} ${reason}`, { issues, cause });
}
