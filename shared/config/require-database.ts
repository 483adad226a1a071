import { AppError } from '../errors/app-error.ts';
import type { Config } from './config.ts';

/** The configuration with a database that other processes reach too. */
export type ConfigWithDatabase = Config & { readonly database: { readonly url: string } };

/** For functions that take their tasks from a database and have nothing to do without one: INVALID_CONFIG. */
export function requireDatabase(config: Config): ConfigWithDatabase {
  const { url } = config.database;
  if (url !== undefined) return { ...config, database: { ...config.database, url } };
  throw new AppError('INVALID_CONFIG', 'database.url is not set: this function takes its tasks from DATABASE_URL');
}
