import { loadConfig } from '../../shared/config/load-config.ts';
import { type ConfigWithDatabase, requireDatabase } from '../../shared/config/require-database.ts';
import { type RungConfig, requireInternalSecret } from '../../shared/config/require-internal-secret.ts';
import type { Environment } from '../../shared/config/resolve-config.ts';

/**
 * Throws INVALID_CONFIG, also without DATABASE_URL (alone, this function has no tasks) and where others could ring
 * without a secret.
 */
export function readConfig(env: Environment, cwd: string): ConfigWithDatabase & RungConfig {
  return requireInternalSecret(requireDatabase(loadConfig({ env, cwd }).config));
}
