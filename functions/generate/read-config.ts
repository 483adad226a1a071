import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { readSecrets } from '../../shared/config/read-secrets.ts';
import { type Environment, type ResolvedConfig, resolveConfig } from '../../shared/config/resolve-config.ts';

/** The configuration of this process. The YAML reader is loaded only where there is a file to read. */
export async function readConfig(env: Environment, cwd: string): Promise<ResolvedConfig> {
  const hasFile = Boolean(env['TABULAR_CONFIG']) || existsSync(resolve(cwd, 'tabular.yaml'));
  if (!hasFile) return resolveConfig(env, undefined, readSecrets(env, cwd));
  const { loadConfig } = await import('../../shared/config/load-config.ts');
  return loadConfig({ env, cwd });
}
