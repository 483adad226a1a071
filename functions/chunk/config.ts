import type { Config } from '../../shared/config/config.ts';
import { loadConfig } from '../../shared/config/load-config.ts';
import type { Environment } from '../../shared/config/resolve-config.ts';
import { AppError } from '../../shared/errors/app-error.ts';

/** The product's configuration with a database that other processes reach too: alone, this function has no tasks. */
export type ChunkConfig = Config & { readonly database: { readonly url: string } };

/** Throws INVALID_CONFIG, also without DATABASE_URL. */
export function readConfig(env: Environment, cwd: string): ChunkConfig {
  const { config } = loadConfig({ env, cwd });
  const { url } = config.database;
  if (url !== undefined) return { ...config, database: { url } };
  throw new AppError('INVALID_CONFIG', 'database.url is not set: this function takes its tasks from DATABASE_URL');
}
