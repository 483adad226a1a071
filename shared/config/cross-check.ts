import type { Issue } from '../errors/app-error.ts';
import type { Config } from './config.ts';

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/;

/** An address that only this machine can reach. */
export function isLoopback(host: string): boolean {
  return LOOPBACK.test(host);
}

/** Values that are right alone and wrong together. Values that failed alone are undefined here and are passed over. */
export function crossCheckConfig({ server, generation, security, storage, redis }: Config): Issue[] {
  const issues: Issue[] = [];
  if (server.host !== undefined && !isLoopback(server.host) && security.api_key === undefined) {
    issues.push({
      path: 'security.api_key',
      code: 'required',
      message: `must be set because server.host ${server.host} is not a loopback address; set TABULAR_API_KEY`,
    });
  }
  if (generation.sync_max_rows > generation.max_rows_per_request) {
    issues.push({
      path: 'generation.sync_max_rows',
      code: 'wrong_value',
      message: `${generation.sync_max_rows} must not exceed generation.max_rows_per_request ${generation.max_rows_per_request}`,
    });
  }
  for (const key of ['s3_access_key_id', 's3_secret_access_key'] as const) {
    if (storage.s3_endpoint === undefined || storage[key] !== undefined) continue;
    const message = `must be set because storage.s3_endpoint is; set ${key.toUpperCase()}`;
    issues.push({ path: `storage.${key}`, code: 'required', message });
  }
  for (const [sooner, later] of [['hot_days', 'warm_days'] as const, ['warm_days', 'cold_days'] as const]) {
    const [first, second] = [storage[sooner], storage[later]];
    if (!(first > 0 && second > 0 && first >= second)) continue;
    const message = `${first} must be less than storage.${later} ${second}`;
    issues.push({ path: `storage.${sooner}`, code: 'wrong_value', message });
  }
  if (storage.s3_endpoint === undefined && storage.s3_public_endpoint !== undefined) {
    const message = 'has no store behind it; set storage.s3_endpoint too';
    issues.push({ path: 'storage.s3_public_endpoint', code: 'wrong_value', message });
  }
  if (redis.ca_file !== undefined && redis.url?.startsWith('rediss://') !== true) {
    const message = 'is for TLS: redis.url must be set and begin with rediss://';
    issues.push({ path: 'redis.ca_file', code: 'wrong_value', message });
  }
  return issues;
}
