import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chown, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { commandOf, containerOf, environmentOf } from './engine-command.ts';
import {
  createHome,
  createPassword,
  type Owner,
  placeCertificate,
  programsFor,
  unprivilegedOwner,
} from './engine-home.ts';
import { EngineProcess } from './engine-process.ts';
import type { FoundEngine } from './found-engine.ts';
import type { ServerCertificate } from './server-certificate.ts';

export interface PostgresOptions {
  readonly tls?: ServerCertificate | undefined;
  /** Settings by name, beside or instead of ours (no fsync, 60 connections, time zone Europe/Berlin). */
  readonly settings?: Readonly<Record<string, string>>;
  readonly isDetached?: boolean;
}

/** A PostgreSQL of our own on the loopback address. */
export type PostgresEngine = EngineProcess & {
  readonly user: string;
  readonly password: string;
  /** Connection URL of its database `postgres`. */
  readonly url: string;
  /** Connection URL of a database on it. */
  urlOf(database: string): string;
};

/** What tests assume unless they say otherwise; a time zone that nothing may depend on. */
const SETTINGS = { fsync: 'off', max_connections: '60', TimeZone: 'Europe/Berlin', unix_socket_directories: '' };
const USER = 'postgres';

/** Makes an empty cluster in a temporary folder and serves it on a free port. */
export async function startPostgres(engine: FoundEngine, options: PostgresOptions = {}): Promise<PostgresEngine> {
  const owner = unprivilegedOwner();
  const home = await createHome(engine.name, owner);
  const password = createPassword();
  const found = await programsFor(engine, home, owner);
  await createCluster(found, { home, owner, password });
  const settings = {
    ...SETTINGS,
    ...tlsSettings(await placeCertificate(options.tls, home, owner)),
    ...options.settings,
  };
  const place = { home, owner, env: found.env };
  const process = await EngineProcess.start({
    name: engine.name,
    folder: home,
    command: (port) => [
      ...commandOf(found, 'postgres', place),
      ...['-D', join(home, 'data'), '-p', String(port), '-c', 'listen_addresses=127.0.0.1'],
      ...Object.entries(settings).flatMap(([key, value]) => ['-c', `${key}=${value}`]),
    ],
    env: environmentOf(found, place),
    owner,
    // Ends without a checkpoint: what it wrote is deleted with it.
    endSignal: 'SIGQUIT',
    container: containerOf(found, home),
    isReady: (_port, log) => log.includes('database system is ready to accept connections'),
    isDetached: options.isDetached ?? false,
  });
  const urlOf = (database: string) => `postgres://${USER}:${password}@127.0.0.1:${process.port}/${database}`;
  return Object.assign(process, { user: USER, password, url: urlOf('postgres'), urlOf });
}

interface Cluster {
  readonly home: string;
  readonly owner: Owner | undefined;
  readonly password: string;
}

async function createCluster(found: FoundEngine, { home, owner, password }: Cluster): Promise<void> {
  const passwordFile = join(home, 'password');
  await writeFile(passwordFile, password, { mode: 0o600 });
  if (owner !== undefined) await chown(passwordFile, owner.uid, owner.gid);
  const place = { home, owner, env: found.env };
  const [program, ...args] = [
    ...commandOf(found, 'initdb', place),
    ...['-D', join(home, 'data'), '-U', USER, '--pwfile', passwordFile, '--auth', 'scram-sha-256'],
    ...['--no-sync', '--encoding', 'UTF8', '--locale', 'C'],
  ];
  const initdb = spawn(program!, args, {
    cwd: home,
    env: environmentOf(found, place),
    stdio: ['ignore', 'ignore', 'pipe'],
    ...owner,
  });
  let problem = '';
  initdb.stderr.on('data', (chunk) => {
    problem += chunk;
  });
  const [code] = await once(initdb, 'close');
  await rm(passwordFile);
  if (code !== 0) throw new Error(`initdb ended with ${code}: ${problem}`);
}

function tlsSettings(tls: ServerCertificate | undefined): Record<string, string> {
  return tls === undefined ? {} : { ssl: 'on', ssl_cert_file: tls.certificateFile, ssl_key_file: tls.keyFile };
}
