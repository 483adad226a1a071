import { loadConfig } from '../../shared/config/load-config.ts';
import { type ConfigWithDatabase, requireDatabase } from '../../shared/config/require-database.ts';
import type { Environment } from '../../shared/config/resolve-config.ts';

/** Throws INVALID_CONFIG, also without DATABASE_URL: schemas are rows. */
export function readConfig(env: Environment, cwd: string): ConfigWithDatabase {
  return requireDatabase(loadConfig({ env, cwd }).config);
}
