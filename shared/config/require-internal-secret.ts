import { AppError } from '../errors/app-error.ts';
import type { Config } from './config.ts';
import { isLoopback } from './cross-check.ts';

/** For functions that others ring: INVALID_CONFIG where anybody could ring them. */
export function requireInternalSecret<Checked extends Config>(config: Checked): Checked {
  const { server, security } = config;
  if (isLoopback(server.host) || security.internal_secret !== undefined) return config;
  const why = `because server.host ${server.host} is not a loopback address and this function is rung by others`;
  throw new AppError('INVALID_CONFIG', `security.internal_secret must be set ${why}; set TABULAR_INTERNAL_SECRET`);
}
