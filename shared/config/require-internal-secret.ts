import { AppError } from '../errors/app-error.ts';
import type { Config } from './config.ts';

/** The configuration of a function that others ring. */
export type RungConfig = Config & { readonly security: { readonly internal_secret: string } };

/**
 * For functions that others ring: INVALID_CONFIG where anybody could ring them. The address does not matter: what
 * listens on loopback may stand behind a platform's program.
 */
export function requireInternalSecret<Checked extends Config>(config: Checked): Checked & RungConfig {
  const { internal_secret } = config.security;
  if (internal_secret !== undefined) return { ...config, security: { ...config.security, internal_secret } };
  throw new AppError(
    'INVALID_CONFIG',
    'security.internal_secret is not set: this function is rung by others; set TABULAR_INTERNAL_SECRET everywhere',
  );
}
