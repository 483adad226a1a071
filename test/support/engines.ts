import { join } from 'node:path';
import { ENGINES, type EngineName } from '../../scripts/engines/engine-catalogue.ts';
import { type FoundEngine, findEngine } from '../../scripts/engines/found-engine.ts';
import type { S3Engine, S3Options } from '../../scripts/engines/s3-engine.ts';
import { type MinioEngine, type MinioOptions, startMinio as serveMinio } from '../../scripts/engines/start-minio.ts';
import {
  type PostgresEngine,
  type PostgresOptions,
  startPostgres as servePostgres,
} from '../../scripts/engines/start-postgres.ts';
import { type RedisEngine, type RedisOptions, startRedis as serveRedis } from '../../scripts/engines/start-redis.ts';
import { startVersitygw as serveVersitygw } from '../../scripts/engines/start-versitygw.ts';

export type { MinioEngine, PostgresEngine, RedisEngine, S3Engine };

const found = new Map<EngineName, FoundEngine | undefined>();

/**
 * Why tests on an engine are skipped here, or undefined: it is not on this machine, and tests build nothing. Always
 * undefined with TABULAR_REQUIRE_SERVICES=1, so that the test runs and fails with the same words.
 */
export function engineSkipReason(name: EngineName): string | undefined {
  if (process.env['TABULAR_REQUIRE_SERVICES'] === '1') return undefined;
  return lookUp(name) === undefined ? missing(name) : undefined;
}

/** A PostgreSQL 18 (npm package) or 15. Empty, on a free port, ended and deleted by `close`, also when we are killed. */
export function startPostgres({ major = 18, ...options }: PostgresOptions & { major?: 15 | 18 } = {}) {
  return servePostgres(need(major === 15 ? 'postgres-15' : 'postgres'), options);
}

/** An empty Redis behind a password, with the same life. */
export function startRedis(options: RedisOptions = {}): Promise<RedisEngine> {
  return serveRedis(need('redis'), options);
}

/** An S3 server on a folder, with one empty bucket and the same life. */
export function startVersitygw(options: S3Options = {}): Promise<S3Engine> {
  return serveVersitygw(need('versitygw'), options);
}

/** A MinIO with one empty bucket and the same life; reports events where a webhook is given. */
export function startMinio(options: MinioOptions = {}): Promise<MinioEngine> {
  return serveMinio(need('minio'), options);
}

/** The file of a runtime program that a test starts with an environment of its own. */
export function findProgram(name: 'of-watchdog' | 'queue-proxy' | 'nginx'): string {
  return join(need(name).folder, ENGINES[name].programs[0]);
}

function need(name: EngineName): FoundEngine {
  const engine = lookUp(name);
  if (engine === undefined) throw new Error(missing(name));
  return engine;
}

function lookUp(name: EngineName): FoundEngine | undefined {
  if (!found.has(name)) found.set(name, findEngine(name));
  return found.get(name);
}

function missing(name: EngineName): string {
  return `${name} is not on this machine: "npm run services -- build ${name}" gets it`;
}
